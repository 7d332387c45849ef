"""Who comes to the town's shops: members, people with several cards, their children, notes, tags and consents."""

from collections.abc import Sequence
from uuid import UUID

from api import customers
from api.core import db
from api.core.audit import SYSTEM
from api.customers import Birthday, ConsentChannel, Member, MemberKey, MemberStatus
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member, some_phone
from tests.graphql.plan.texts import NASTY, NASTY_JSON

PROVE = """
    WITH known AS (UPDATE phone_claim SET verified_at = now(), program_id = NULL WHERE person_id = $1)
    UPDATE person SET program_id = NULL, birth_month = 2, birth_day = 29, birth_year = 1992 WHERE id = $1"""
MERGE = "UPDATE person SET merged_into_id = $2 WHERE id = $1"
LET_GO = "UPDATE phone_claim SET released_at = now() WHERE person_id = $1"
BIRTHDAYS = (Birthday(2, 29), Birthday(2, 29, 2016), Birthday(12, 31, 1950), Birthday(1, 1, 2020), None)


async def members_of(tenant: Tenant, count: int) -> list[Member]:
    """Members with every kind of profile."""
    found = [await make_member(tenant, name=f"Guest {number}") for number in range(count)]
    for number, member in enumerate(found):
        await _describe(key(tenant, member), number)
    await db.execute(LET_GO, found[-1].person_id)
    return found


def key(tenant: Tenant, member: Member) -> MemberKey:
    """A member as that business knows it."""
    return MemberKey(tenant.program_id, tenant.business_id, member.membership_id)


async def _describe(whom: MemberKey, number: int) -> None:
    changes: customers.ProfileChanges = {
        "birthday": BIRTHDAYS[number % len(BIRTHDAYS)],
        "preferences": NASTY_JSON[number % len(NASTY_JSON)],
    }
    if number % 4 == 1:
        changes["status"] = list(MemberStatus)[-1]
        changes["email"] = f"guest{number}@example.com"
    await customers.update_member(SYSTEM, whom, changes)
    for place in range(number % 4):
        await customers.tag_member(SYSTEM, whom, f"Tag {place}")
        await customers.add_note(SYSTEM, whom, f"Note {place}", is_pinned=place == 1)
    for channel in list(ConsentChannel)[: number % 3]:
        await customers.record_consent(SYSTEM, whom, channel, is_granted=number % 2 == 0)
    for place in range(number % 3):
        birthday = BIRTHDAYS[(number + place) % 4] or Birthday(2, 29)
        await customers.add_kid(SYSTEM, whom, f"Kid {place}", birthday, has_guardian_agreed=True)


async def settle(members: Sequence[Member], elsewhere: Tenant, apart: Tenant) -> list[UUID]:
    """Three people with proven phones: one with cards in two programs, one who was two people, one with one card."""
    people = [member.person_id for member in members[:3]]
    for person in people:
        await db.execute(PROVE, person)
    phone = members[0].phone
    assert phone is not None
    again = await make_member(apart, phone=phone, name="Somebody else's spelling")
    assert again.person_id == people[0]
    await make_member(elsewhere, phone=phone, name="At the partner's")
    twin = await make_member(apart, phone=some_phone(), name="Twin")
    await db.execute(MERGE, twin.person_id, people[1])
    await customers.add_own_kid(SYSTEM, people[0], "Own", Birthday(2, 29), has_guardian_agreed=True)
    await customers.add_own_kid(SYSTEM, people[1], "Two", Birthday(3, 1, 2021), has_guardian_agreed=True)
    return people


SPELLINGS = (
    ("person", "name", 120),
    ("profile", "name", 120),
    ("profile", "city", 120),
    ("kid", "first_name", 60),
    ("note", "text", 2_000),
    ("note", "author_name", 120),
    ("tag", "name", 40),
    ("purchase", "staff_name", 120),
    ("purchase_line", "name", 200),
    ("purchase_return", "reason", 300),
    ("product", "name", 200),
    ("product_category", "name", 160),
    ("store", "address", 300),
    ("business", "contact_name", 120),
    ("program", "points_name", 40),
    ("earn_rule", "name", 120),
    ("stamp_design", "name", 120),
    ("api_key", "name", 80),
    ("invitation", "email", 254),
    ("staff_member", "name", 120),
    ("shop_brand", "name", 120),
)
SPELL = """
    UPDATE "{table}" AS t SET "{column}" = left(CASE WHEN n.nr > {kinds} THEN n.nr || ' ' ELSE '' END
        || ($1::text[])[1 + (n.nr - 1) % {kinds}], {longest})
    FROM (SELECT id, row_number() OVER (ORDER BY id) AS nr FROM "{table}" WHERE {owner} = ANY ($2::uuid[])) n
    WHERE n.id = t.id"""
OWNERS = {"program": "id", "person": "id"}


async def spell(programs: Sequence[UUID], people: Sequence[UUID]) -> None:
    """Gives names and texts every spelling that is hard to write down."""
    for table, column, longest in SPELLINGS:
        owners = people if table == "person" else programs
        sql = SPELL.format(
            table=table,
            column=column,
            longest=longest,
            kinds=len(NASTY),
            owner=OWNERS.get(table, "program_id"),
        )
        await db.execute(sql, list(NASTY), list(owners))


MOMENTS = """
    UPDATE "{table}" SET created_at = date_trunc('minute', created_at)
        + (ARRAY[0, 1, 20000, 1000000, 999999])[1 + ascii(right(id::text, 1)) % 5] * interval '1 microsecond'
    WHERE program_id = ANY ($1::uuid[])"""


async def date(programs: Sequence[UUID]) -> None:
    """Moments with fractions of every length, several rows at each."""
    for table in ("note", "profile", "purchase_return", "invitation", "api_key", "stamp_card"):
        await db.execute(MOMENTS.format(table=table), list(programs))
