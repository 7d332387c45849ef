"""Members as rows of an exported list."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.core import db

ROWS = """
    SELECT self.pk, self.name, self.phone, self.email, self.number, self.birth_year, self.birth_month, self.birth_day,
        self.city, self.status, self.visits, self.spent_minor, self.points_key, self.currency,
        self.last_visit_at AT TIME ZONE program.time_zone AS visit,
        self.met_at AT TIME ZONE program.time_zone AS joined,
        read.customer_lifecycle(self.visits) AS lifecycle,
        read.customer_standing(self.status, self.visits, self.last_visit_at, self.joined_at, now()) AS standing,
        (SELECT string_agg(t.name, '; ' ORDER BY t.sort_name) FROM read.member_tag t
            WHERE t.program_id = self.program_id AND t.business_id = self.business_id
                AND t.membership_pk = self.pk) AS tags,
        (SELECT step.name FROM read.tier_member m JOIN read.tier step ON step.pk = m.tier_pk
            WHERE m.program_id = self.program_id AND m.pk = self.pk LIMIT 1) AS tier
    FROM unnest($3::uuid[]) WITH ORDINALITY AS asked (pk, nr)
        JOIN read.directory self ON self.pk = asked.pk
        JOIN read.program program ON program.pk = self.program_id
    WHERE self.program_id = $1 AND self.business_id = $2 AND self.is_met
    ORDER BY asked.nr
"""


async def rows_of(program_id: UUID, business_id: UUID, members: Sequence[UUID]) -> list[asyncpg.Record]:
    """The members that the business still has, in the order of their ids as given."""
    return await db.fetch(ROWS, program_id, business_id, list(members))
