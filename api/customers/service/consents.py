"""Consents: given and withdrawn per channel, never overwritten."""

from collections.abc import Mapping
from uuid import UUID

from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import NotFound
from api.core.ids import new_id
from api.customers.events import MemberChanged
from api.customers.queries import consents_of, memberships_of
from api.customers.service.profiles import lock_profile
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
IS_KNOWN = (
    "SELECT EXISTS (SELECT 1 FROM profile WHERE program_id = $1 AND business_id = $2 AND membership_id = $3)"
)


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
    actor: Actor, key: MemberKey, channel: ConsentChannel, *, is_granted: bool, proof: str = ""
) -> list[ConsentInfo]:
    """Staff note one consent given or withdrawn; where the member stands now on every channel. Refuses NOT_FOUND."""
    async with db.transaction():
        await lock_profile(key)
        await add_consents(actor, key, {channel: is_granted}, source="staff", proof=proof)
        return (await consents_of([key]))[key]


async def record_own_consent(
    actor: Actor,
    person_id: UUID,
    membership_id: UUID,
    channel: ConsentChannel,
    *,
    is_granted: bool,
    business_id: UUID | None = None,
) -> list[ConsentInfo]:
    """A holder gives or withdraws one consent to a business of an own card (the one that enrolled them, when None).

    Refuses NOT_FOUND for a card that is not theirs, and for a business that does not know them.
    """
    cards = {card.membership_id: card for card in (await memberships_of([person_id]))[person_id]}
    if membership_id not in cards:
        raise NotFound("You have no such card.", path=("cardId",))
    card = cards[membership_id]
    key = MemberKey(card.program_id, business_id or card.business_id, membership_id)
    async with db.transaction():
        if not await db.fetchval(IS_KNOWN, *key):
            raise NotFound("This business does not know you.", path=("businessId",))
        await add_consents(actor, key, {channel: is_granted}, source="holder")
        return (await consents_of([key]))[key]
