"""Bulk runs where members become one, and where somebody is forgotten."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from api import customers
from api.core import db
from api.core.telling import told
from api.customers import Joining, Leaving, PeoplePart, PersonRows

# nobody is in a run twice
MOVE = """
    UPDATE bulk_item AS item SET membership_id = $2
    WHERE item.program_id = $1 AND item.membership_id = $3 AND item.outcome = 'waiting' AND NOT EXISTS (
        SELECT FROM bulk_item AS own
        WHERE own.program_id = $1 AND own.run_id = item.run_id AND own.membership_id = $2)
    RETURNING item.id
"""
BACK = """
    UPDATE bulk_item SET membership_id = $3
    WHERE program_id = $1 AND membership_id = $2 AND id = ANY ($4::bigint[]) AND outcome = 'waiting'
"""
# what was before is needed to undo a run; of a line of a file it is the number. A line that waits is not done any more.
# A number in a file stands as somebody typed it: with or without the country, with blanks
LIKE_ANY = """
    EXISTS (SELECT FROM unnest({cells}) AS cell (typed), unnest($3::text[]) AS own (phone)
        WHERE length(ltrim(regexp_replace(cell.typed, '\\D', '', 'g'), '0')) >= 7
            AND own.phone LIKE '%' || ltrim(regexp_replace(cell.typed, '\\D', '', 'g'), '0'))
"""
LINES = f"""
    UPDATE bulk_item AS item SET cells = NULL,
        before = CASE WHEN item.cells IS NULL THEN item.before END,
        outcome = CASE WHEN item.membership_id IS NULL THEN 'refused' ELSE item.outcome END,
        code = CASE WHEN item.membership_id IS NULL THEN 'NOT_FOUND' ELSE item.code END
    WHERE item.program_id = $1 AND (item.membership_id = $2
        OR (item.membership_id IS NULL AND (item.before = ANY ($3::text[]) OR {LIKE_ANY.format(cells="item.cells")})))
    RETURNING item.run_id
"""
# what the office looks at while it says which column is what; files that were made hold everybody in them
SAMPLES = """
    UPDATE bulk_run SET params = jsonb_set(params, '{sample}', '[]')
    WHERE program_id = $1 AND id = ANY ($2::uuid[]) AND params ? 'sample'
"""
FILES = "DELETE FROM bulk_file WHERE program_id = $1 AND run_id = ANY ($2::uuid[])"
TOLD = """
    SELECT run.kind, item.outcome, item.code, item.before, array_to_string(item.cells, ' · ') AS line,
        run.created_at
    FROM bulk_item AS item JOIN bulk_run AS run ON run.id = item.run_id
    WHERE item.program_id = $1 AND item.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR item.business_id = $3)
    ORDER BY run.created_at, item.id
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """What a run is still to do to the one who is gone, it does to the kept one; what was done stays written."""
    rows = await db.fetch(MOVE, who.program_id, who.kept_id, who.gone_id)
    return {"items": [row["id"] for row in rows]}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """What still waits goes back."""
    await db.execute(BACK, who.program_id, who.kept_id, who.gone_id, taken["items"])


async def erase(who: Leaving) -> int:
    """Lines of files with the card or its number, and files that were made with it, go; counts stay."""
    phones = await customers.phones_of(who.program_id, who.membership_id)
    rows = await db.fetch(LINES, who.program_id, who.membership_id, phones)
    runs = list({row["run_id"] for row in rows})
    await db.execute(SAMPLES, who.program_id, runs)
    await db.execute(FILES, who.program_id, runs)
    return 0


async def export(
    program_id: UUID, members: Sequence[UUID], business_id: UUID | None
) -> Mapping[str, PersonRows]:
    """What is kept here."""
    return {"bulk_runs": await told(TOLD, program_id, list(members), business_id)}


PEOPLE_PART = PeoplePart("directory", merge, unmerge, erase=erase, export=export)
