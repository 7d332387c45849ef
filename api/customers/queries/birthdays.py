"""Birthdays of members and children, asked by day over an index of month and day."""

from datetime import date
from uuid import UUID

from api.core import db
from api.customers.queries.people import birthday_of
from api.customers.rules import days_of_birth
from api.customers.types import Birthday, BirthdayDue, Family

# $1 program, $2 business, $3 to $5 days with the month and day of birth, $6 and $7 the age that the birthday brings
ASKED = "unnest($3::date[], $4::int[], $5::int[]) AS asked (day, month, dom)"
AGE = """
    ($6::int IS NULL OR extract(year FROM asked.day)::int - born.birth_year >= $6)
    AND ($7::int IS NULL OR extract(year FROM asked.day)::int - born.birth_year <= $7)
"""
IN_USE = "known.removed_at IS NULL AND known.status = 'active'"
OF_KIDS = f"""
    SELECT born.membership_id, born.child_id AS subject_id, born.first_name, asked.day,
        extract(year FROM asked.day)::int - born.birth_year AS turns,
        (SELECT count(*) FROM kid k WHERE k.membership_id = born.membership_id AND k.business_id = born.business_id)
            AS of_member
    FROM {ASKED}
        JOIN kid born ON born.business_id = $2 AND born.birth_month = asked.month AND born.birth_day = asked.dom
        JOIN profile known ON known.program_id = born.program_id AND known.business_id = born.business_id
            AND known.membership_id = born.membership_id
    WHERE born.program_id = $1 AND {IN_USE} AND {AGE}
    ORDER BY asked.day, born.child_id
"""
OF_MEMBERS = f"""
    SELECT born.membership_id, born.membership_id AS subject_id, born.name AS first_name, asked.day,
        extract(year FROM asked.day)::int - born.birth_year AS turns, 1 AS of_member
    FROM {ASKED}
        JOIN profile born ON born.business_id = $2 AND born.birth_month = asked.month AND born.birth_day = asked.dom
    WHERE born.program_id = $1 AND {IN_USE.replace("known", "born")} AND {AGE}
    ORDER BY asked.day, born.membership_id
"""
FAMILY = """
    SELECT p.birth_month, p.birth_day, p.birth_year, true AS is_own FROM profile p
    WHERE p.program_id = $1 AND p.business_id = $2 AND p.membership_id = $3 AND p.removed_at IS NULL
    UNION ALL
    SELECT k.birth_month, k.birth_day, k.birth_year, false FROM kid k
    WHERE k.program_id = $1 AND k.business_id = $2 AND k.membership_id = $3
"""


KIDS = """
    SELECT business_id, birth_month, birth_day, birth_year FROM kid WHERE program_id = $1 AND membership_id = $2
"""


async def kids_birthdays_of(program_id: UUID, membership_id: UUID) -> list[tuple[UUID, Birthday]]:
    """Birthdays of a member's children, each with the business that knows it."""
    rows = await db.fetch(KIDS, program_id, membership_id)
    return [
        (row["business_id"], Birthday(row["birth_month"], row["birth_day"], row["birth_year"]))
        for row in rows
    ]


async def birthdays_between(
    program_id: UUID,
    business_id: UUID,
    first: date,
    last: date,
    *,
    of_kids: bool,
    age_from: int | None = None,
    age_to: int | None = None,
) -> list[BirthdayDue]:
    """Birthdays kept on days between two, both included, of the business's active members or of their children.

    Ages are those that the birthday brings, both included; where one is asked, birthdays without a year are left out.
    By day, then by id.
    """
    days = days_of_birth(first, last)
    rows = await db.fetch(
        OF_KIDS if of_kids else OF_MEMBERS,
        program_id,
        business_id,
        [day for day, _, _ in days],
        [month for _, month, _ in days],
        [dom for _, _, dom in days],
        age_from,
        age_to,
    )
    return [
        BirthdayDue(
            membership_id=row["membership_id"],
            subject_id=row["subject_id"],
            first_name=row["first_name"],
            birthday=row["day"],
            turns=row["turns"],
            of_member=row["of_member"],
        )
        for row in rows
    ]


async def family_of(program_id: UUID, business_id: UUID, membership_id: UUID) -> Family:
    """Birthdays of a member and the children, as the business knows them; nothing of whom it has not met."""
    rows = await db.fetch(FAMILY, program_id, business_id, membership_id)
    own = [birthday_of(row) for row in rows if row["is_own"]]
    kids = (
        Birthday(row["birth_month"], row["birth_day"], row["birth_year"]) for row in rows if not row["is_own"]
    )
    return Family(own[0] if own else None, tuple(kids))
