"""Enrolling: a phone number at the till becomes a member of the business."""

from collections.abc import Sequence
from uuid import UUID

import orjson

from api.core import db, outbox
from api.core.audit import Actor
from api.core.ids import new_id
from api.core.phone import normalise_phone
from api.customers.events import MemberEnrolled
from api.customers.queries import member_by_phone, members_by_id
from api.customers.rules import clean_name, name_key, new_card_numbers
from api.customers.service.indexing import index_members
from api.customers.types import Enrolment, NewMember

NUMBERS_TO_TRY = 4
ENROL = "SELECT phone, membership_id, is_new_card, is_new FROM enrol_members($1, $2, $3, $4, $5::jsonb)"


async def find_or_enrol(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    phone: str,
    *,
    name: str | None = None,
    region: str | None = None,
    store_id: UUID | None = None,
) -> Enrolment:
    """The member with this phone in the business, enrolled now where it is not one yet.

    `phone` is E.164, or national with `region`. A number that nobody proved makes a provisional person, known to this
    program alone. Called twice at once for one number it makes one member. Refuses with BAD_PHONE.
    """
    e164 = normalise_phone(phone, region)
    known = await member_by_phone(program_id, business_id, e164)
    if known is not None and known.has_profile:
        return Enrolment(known, is_new=False)
    who = NewMember(e164, clean_name(name or ""))
    async with db.transaction():
        ((membership_id, is_new),) = await _enrol(actor, program_id, business_id, [who], store_id)
        members = await members_by_id(program_id, [membership_id], business_id=business_id, only_met=True)
    return Enrolment(members[membership_id], is_new)


async def find_or_enrol_many(
    actor: Actor, program_id: UUID, business_id: UUID, people: Sequence[NewMember]
) -> dict[str, UUID]:
    """As `find_or_enrol` for up to some thousand E.164 phones at once: membership ids by phone. Names must be clean."""
    unique = list({who.phone: who for who in people}.values())
    async with db.transaction():
        made = await _enrol(actor, program_id, business_id, unique, None)
    return {who.phone: membership_id for who, (membership_id, _) in zip(unique, made, strict=True)}


async def _enrol(
    actor: Actor, program_id: UUID, business_id: UUID, people: Sequence[NewMember], store_id: UUID | None
) -> list[tuple[UUID, bool]]:
    if not people:
        return []
    numbers = iter(new_card_numbers(NUMBERS_TO_TRY * len(people)))
    asked = [
        {
            "phone": who.phone,
            "name": who.name,
            "name_key": name_key(who.name),
            "person_id": new_id(),
            "claim_id": new_id(),
            "membership_id": new_id(),
            "profile_id": new_id(),
            "numbers": [next(numbers) for _ in range(NUMBERS_TO_TRY)],
        }
        for who in people
    ]
    rows = await db.fetch(
        ENROL, program_id, business_id, store_id, actor.staff_id, orjson.dumps(asked).decode()
    )
    fresh = [row for row in rows if row["is_new"]]
    await index_members([row["membership_id"] for row in fresh], business_id)
    await outbox.announce(
        *(
            MemberEnrolled(
                program_id=program_id,
                business_id=business_id,
                membership_id=row["membership_id"],
                store_id=store_id,
                is_new_card=row["is_new_card"],
            )
            for row in fresh
        )
    )
    found = {row["phone"]: (row["membership_id"], row["is_new"]) for row in rows}
    return [found[who.phone] for who in people]
