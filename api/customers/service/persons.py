"""What customers do for themselves: signing in by code, their own data, joining a program."""

from uuid import UUID

from api import businesses, identity
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import NotFound
from api.core.ids import new_id
from api.core.phone import normalise_phone
from api.customers.errors import PhoneUnverified
from api.customers.events import MemberChanged, PhoneVerified
from api.customers.queries import memberships_of, people_by_id
from api.customers.rules import clean_name, person_changes
from api.customers.service.codes import Sought, spend_try, use_code
from api.customers.service.enrol import find_or_enrol
from api.customers.service.indexing import index_members
from api.customers.types import CodePurpose, CodeSignIn, Enrolment, PersonChanges, PersonInfo

CLAIM = "SELECT person_id, is_new, membership_ids, former_id FROM claim_phone($1, $2, $3, $4, $5)"
LOCK = "SELECT id FROM person WHERE id = $1 AND erased_at IS NULL FOR UPDATE"
SHARED = ("name", "email", "birth_month", "birth_day", "birth_year")
DAY_OF_NOWHERE = (
    "Pacific/Kiritimati"  # where a day begins first: nobody anywhere is refused for being born today
)


async def claim_phone(
    phone: str, *, person_id: UUID | None = None, language: str = "en"
) -> tuple[UUID, bool]:
    """Proves an E.164 number, in the caller's transaction, for a person or (None) for whoever holds it or somebody new.

    Cards that cashiers made for the number come under that person. Another person who held the number loses it and is
    signed out everywhere, and keeps cards and points. The person, and whether it is new.
    """
    row = await db.fetchrow(CLAIM, phone, person_id, new_id(), new_id(), language)
    if row is None:
        raise RuntimeError("claim_phone returned nothing")
    owner: UUID = row["person_id"]
    changed = set(row["membership_ids"])
    await index_members(list(changed))
    cards = (await memberships_of([owner]))[owner] if changed else []
    await outbox.announce(
        *(
            PhoneVerified(
                program_id=card.program_id,
                business_id=card.business_id,
                membership_id=card.membership_id,
                person_id=owner,
            )
            for card in cards
            if card.membership_id in changed
        )
    )
    if row["former_id"] is not None:
        await identity.end_sessions_of_person(row["former_id"], "phone_moved")
    return owner, row["is_new"]


async def verify_sign_in_code(
    phone: str, code: str, *, region: str | None = None, device_name: str = "", address: str | None = None
) -> CodeSignIn:
    """Signs a customer in by the code sent to their phone, and makes the person where nobody holds the number yet.

    One code opens one session. Refuses with BAD_PHONE, WRONG_CODE (tries_left) and CODE_EXPIRED. Call it outside a
    transaction, so that a spent try stays spent.
    """
    e164 = normalise_phone(phone, region)
    spent = await spend_try(Sought(e164, CodePurpose.SIGN_IN), code)
    async with db.transaction():
        await use_code(spent)
        person_id, is_new = await claim_phone(e164)
        person = (await people_by_id([person_id]))[person_id]
        signed_in = await identity.open_customer_session(
            person_id, name=person.name, device_name=device_name, address=address
        )
        return CodeSignIn(signed_in, person_id, is_new)


async def update_me(actor: Actor, person_id: UUID, changes: PersonChanges) -> PersonInfo:
    """Changes what a person says of themselves, and tells it to every business where they hold a card.

    Refuses bad values at their path.
    """
    columns = person_changes(changes, clock.local_date(clock.now(), DAY_OF_NOWHERE))
    async with db.transaction():
        if await db.fetchval(LOCK, person_id) is None:
            raise NotFound("There is no such person.")
        if columns:
            sets = ", ".join(f"{name} = ${nr}" for nr, name in enumerate(columns, 2))
            await db.execute(f"UPDATE person SET {sets} WHERE id = $1", person_id, *columns.values())
            await _tell_businesses(person_id, {name: columns[name] for name in SHARED if name in columns})
            await audit.record(actor, "customers.me_updated", target=("Person", person_id))
        return (await people_by_id([person_id]))[person_id]


async def _tell_businesses(person_id: UUID, columns: dict[str, object]) -> None:
    if not columns:
        return
    ids = [card.membership_id for card in (await memberships_of([person_id]))[person_id]]
    sets = ", ".join(f"{name} = ${nr}" for nr, name in enumerate(columns, 2))
    rows = await db.fetch(
        f"""
        UPDATE profile SET version = version + 1, {sets}
        WHERE membership_id = ANY ($1::uuid[]) AND removed_at IS NULL
        RETURNING program_id, business_id, membership_id
        """,
        ids,
        *columns.values(),
    )
    await index_members(ids)
    await outbox.announce(*(MemberChanged(**dict(row), what="profile") for row in rows))


async def join_program(
    actor: Actor, person_id: UUID, business_id: UUID, *, name: str | None = None
) -> Enrolment:
    """A signed-in person takes the card of a business. Somebody who has it already keeps it.

    Refuses NOT_FOUND for an unknown business, and PHONE_UNVERIFIED for a person without a proved number.
    """
    program_id = await businesses.program_of(business_id)
    person = (await people_by_id([person_id])).get(person_id)
    if person is None or person.phone is None:
        raise PhoneUnverified("Please prove your phone number first.")
    given = clean_name(name or "")
    async with db.transaction():
        if given and not person.name:
            await db.execute("UPDATE person SET name = $2 WHERE id = $1", person_id, given)
        return await find_or_enrol(actor, program_id, business_id, person.phone, name=given or person.name)
