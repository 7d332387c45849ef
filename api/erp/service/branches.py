"""Which branches the source's bills name, and the store that each of them leads to."""

from collections import Counter
from uuid import UUID

import orjson

from api.core import db
from api.erp.queries.desk import streams_of, the_connection
from api.erp.service.applying.dead import cells_of
from api.erp.service.loading import NotReady, Work, load, store_of
from api.erp.types import SeenBranch, StreamKind

MOST_WAITING = 2_000
MOST_SEEN = 500
# the last two months of the newest year: the index leads to them, however many bills there are
SEEN = f"""
    WITH newest AS (
        SELECT year, day FROM erp_doc
        WHERE connection_id = $1 AND kind = 'invoice' AND day IS NOT NULL ORDER BY year DESC, day DESC LIMIT 1)
    SELECT doc.branch, count(*) AS bills, max(doc.day) AS last_day
    FROM newest JOIN erp_doc AS doc ON doc.connection_id = $1 AND doc.kind = 'invoice' AND doc.year = newest.year
        AND doc.day > newest.day - 62
    WHERE doc.program_id = $2 AND doc.branch <> '' GROUP BY doc.branch ORDER BY doc.branch LIMIT {MOST_SEEN}
"""
WAITING = f"""
    SELECT payload, edited FROM erp_dead_row
    WHERE stream_id = $1 AND program_id = $2 AND state = 'open' AND code = 'STORE_UNKNOWN'
    ORDER BY moved_at DESC, id DESC LIMIT {MOST_WAITING}
"""


async def seen_branches(program_id: UUID, business_id: UUID, connection_id: UUID) -> list[SeenBranch]:
    """Branches of the bills of the last two months, and of the newest 2,000 that wait for a store; by code.

    Empty before bills are mapped. Refuses NOT_FOUND.
    """
    await the_connection(program_id, business_id, connection_id)
    streams = await streams_of(program_id, business_id, connection_id)
    bills = next((stream["id"] for stream in streams if stream["kind"] == StreamKind.INVOICE), None)
    if bills is None:
        return []
    try:
        work = await load(bills)
    except NotReady:
        return []
    seen = {row["branch"]: row for row in await db.fetch(SEEN, connection_id, program_id)}
    waiting = await _waiting(work)
    return [
        SeenBranch(
            code=code,
            bills=seen[code]["bills"] if code in seen else 0,
            last_day=seen[code]["last_day"] if code in seen else None,
            waiting=waiting[code],
            store_id=store_of(work, code),
            is_excluded=code in work.rules.excluded_branches,
        )
        for code in sorted(seen.keys() | waiting.keys())
    ]


async def _waiting(work: Work) -> Counter[str]:
    """How many bills wait for the store of a branch; the mapping says which branch they name."""
    columns = [name for name, _ in work.spec.columns]
    found: Counter[str] = Counter()
    for row in await db.fetch(WAITING, work.stream_id, work.program.id):
        payload = orjson.loads(row["payload"]) | (orjson.loads(row["edited"]) if row["edited"] else {})
        fields = work.mapper(cells_of(columns, payload))
        if not isinstance(fields, list) and (code := str(fields.get("branch_code") or "")):
            found[code] += 1
    return found
