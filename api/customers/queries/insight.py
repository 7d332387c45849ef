"""Figures about children: how many members have any, how old they are, and whose birthdays come."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from api.core import db
from api.customers.queries.birthdays import birthdays_between
from api.customers.types import KidsInsight

WEEKS = 8
MEMBERS = """
    SELECT count(*) AS members, count(*) FILTER (WHERE EXISTS (SELECT FROM kid k WHERE k.program_id = p.program_id
        AND k.business_id = p.business_id AND k.membership_id = p.membership_id)) AS with_kids
    FROM profile p WHERE p.program_id = $1 AND p.business_id = $2 AND p.removed_at IS NULL AND p.status = 'active'
"""
AGES = """
    SELECT read.age_on($3, k.birth_year, k.birth_month, k.birth_day) AS age, count(*) AS kids
    FROM kid k JOIN profile p ON p.program_id = k.program_id AND p.business_id = k.business_id
        AND p.membership_id = k.membership_id AND p.removed_at IS NULL AND p.status = 'active'
    WHERE k.program_id = $1 AND k.business_id = $2
    GROUP BY 1 ORDER BY 1
"""


async def kids_insight(program_id: UUID, business_id: UUID, today: date) -> KidsInsight:
    """What the business may know of its members' children as a whole."""
    members = await db.fetchrow(MEMBERS, program_id, business_id)
    rows = await db.fetch(AGES, program_id, business_id, today)
    last = today + timedelta(days=7 * WEEKS - 1)
    coming = await birthdays_between(program_id, business_id, today, last, of_kids=True)
    counted = Counter((due.birthday - today).days // 7 for due in coming)
    return KidsInsight(
        members=members["members"] if members else 0,
        members_with_kids=members["with_kids"] if members else 0,
        kids=sum(row["kids"] for row in rows),
        unknown_age=sum(row["kids"] for row in rows if row["age"] is None),
        ages={row["age"]: row["kids"] for row in rows if row["age"] is not None},
        weeks={today + timedelta(days=7 * week): counted[week] for week in range(WEEKS)},
    )
