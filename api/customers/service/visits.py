"""What a business counts of its members: visits, spending, last visit; and the profile made at first contact."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.core import db, outbox
from api.core.ids import new_ids
from api.customers.events import MemberEnrolled
from api.customers.service.indexing import index_members
from api.customers.types import Visit

# one row per member and business, in one order: no statement writes a row twice, no two statements wait in a ring;
# the search word is a plain value, looked up by index: NOT EXISTS read every word of the program each time
RECORD = """
    WITH seen AS (
        SELECT business_id, membership_id, sum(amount_minor)::bigint AS spent, sum(visits)::int AS visits,
            max(occurred_at) FILTER (WHERE visits > 0) AS last_at, min(first_at) FILTER (WHERE visits > 0) AS first_at,
            (array_agg(profile_id))[1] AS profile_id
        FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::timestamptz[], $6::int[], $7::uuid[], $8::timestamptz[])
            AS given (business_id, membership_id, amount_minor, occurred_at, visits, profile_id, first_at)
        GROUP BY business_id, membership_id
    )
    INSERT INTO profile AS known (id, program_id, business_id, membership_id, name, name_key, city, preferences, status,
        visits, spent_minor, last_visit_at, version, created_at)
    SELECT seen.profile_id, $1, seen.business_id, seen.membership_id, split_part(person.name, ' ', 1), '', '', '{}',
        'active', seen.visits, seen.spent, seen.last_at, 1, least(now(), seen.first_at)
    FROM seen
    JOIN membership AS card ON card.id = seen.membership_id AND card.program_id = $1
    JOIN person ON person.id = card.person_id
    ORDER BY seen.membership_id, seen.business_id
    ON CONFLICT (program_id, business_id, membership_id) DO UPDATE SET
        visits = known.visits + excluded.visits,
        spent_minor = known.spent_minor + excluded.spent_minor,
        last_visit_at = greatest(known.last_visit_at, excluded.last_visit_at),
        created_at = least(known.created_at, excluded.created_at),
        removed_at = CASE WHEN excluded.visits > 0 THEN NULL ELSE known.removed_at END
    RETURNING membership_id, business_id, removed_at IS NULL AND (
        SELECT word.token FROM search_token AS word
        WHERE word.program_id = $1 AND word.business_id = known.business_id
          AND word.membership_id = known.membership_id LIMIT 1) IS NULL AS is_new
"""
HOLD = """
    SELECT id FROM profile WHERE program_id = $1 AND business_id = $2 AND membership_id = $3 AND removed_at IS NULL
    FOR NO KEY UPDATE
"""


async def record_visits(program_id: UUID, visits: Sequence[Visit]) -> None:
    """Adds visits and amounts in the caller's transaction, in one statement for any number of members.

    A business that meets a member of its program for the first time, or again after letting the member go, gets a
    profile with the first name alone. Somebody whose visit lies before the day on which they were met has been a
    customer since that visit. Memberships of other programs are passed over.
    """
    rows = await db.fetch(
        RECORD,
        program_id,
        [visit.business_id for visit in visits],
        [visit.membership_id for visit in visits],
        [visit.amount_minor for visit in visits],
        [visit.occurred_at for visit in visits],
        [visit.visits for visit in visits],
        new_ids(len(visits)),
        [visit.first_at or visit.occurred_at for visit in visits],
    )
    met = [(row["membership_id"], row["business_id"]) for row in rows if row["is_new"]]
    for business_id in {business for _, business in met}:
        await index_members([member for member, business in met if business == business_id], business_id)
    await outbox.announce(
        *(
            MemberEnrolled(
                program_id=program_id, business_id=business, membership_id=member, is_new_card=False
            )
            for member, business in met
        )
    )


async def record_visit(
    program_id: UUID,
    business_id: UUID,
    membership_id: UUID,
    *,
    amount_minor: int,
    occurred_at: datetime,
    visits: int = 1,
) -> None:
    """`record_visits` for one: a return gives a negative amount and 0 visits, a voided bill also -1 visit."""
    await record_visits(program_id, [Visit(business_id, membership_id, amount_minor, occurred_at, visits)])


async def hold_member(program_id: UUID, business_id: UUID, membership_id: UUID) -> bool:
    """Locks what the business keeps of a member until the caller's transaction ends, as a visit does: the first lock of
    everything that is done to one member. False, and nothing locked, where the business has not met them.
    """
    return await db.fetchval(HOLD, program_id, business_id, membership_id) is not None
