"""Consents: given and withdrawn per channel, never overwritten."""

from collections.abc import Mapping

from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.ids import new_id
from api.customers.events import MemberChanged
from api.customers.queries import consents_of
from api.customers.types import ConsentChannel, ConsentInfo, MemberKey

# what was said already is not said twice: only a change of mind is a new row
ADD = """
    INSERT INTO consent (id, program_id, business_id, membership_id, channel, is_granted, source, proof, actor_id)
    SELECT said.id, $1, $2, $3, said.channel, said.is_granted, $4, $5, $6
    FROM unnest($7::uuid[], $8::text[], $9::bool[]) AS said (id, channel, is_granted)
    WHERE said.is_granted IS DISTINCT FROM (
        SELECT known.is_granted FROM consent AS known
        WHERE known.program_id = $1 AND known.business_id = $2 AND known.membership_id = $3
          AND known.channel = said.channel
        ORDER BY known.created_at DESC, known.id DESC LIMIT 1)
    RETURNING channel
"""


async def add_consents(
    actor: Actor, key: MemberKey, said: Mapping[ConsentChannel, bool], *, source: str, proof: str = ""
) -> None:
    """Appends what a member said about channels, in the caller's transaction."""
    if not said:
        return
    rows = await db.fetch(
        ADD,
        *key,
        source,
        proof[:500],
        actor.id,
        [new_id() for _ in said],
        [channel.value for channel in said],
        list(said.values()),
    )
    if rows:
        await audit.record(
            actor,
            "customers.consented",
            target=("Customer", key.membership_id),
            after={row["channel"]: said[ConsentChannel(row["channel"])] for row in rows} | {"source": source},
            program_id=key.program_id,
            business_id=key.business_id,
        )
        await outbox.announce(MemberChanged(**key._asdict(), what="consents"))


async def record_consent(
    actor: Actor, key: MemberKey, channel: ConsentChannel, is_granted: bool, *, source: str, proof: str = ""
) -> list[ConsentInfo]:
    """Appends one consent given (True) or withdrawn; where the member stands now on every channel.

    `source` says who reported it (staff, holder, enrolment, import). The caller has checked that the member is theirs.
    """
    async with db.transaction():
        await add_consents(actor, key, {channel: is_granted}, source=source, proof=proof)
        return (await consents_of([key]))[key]
