"""How many the list has, and what a bulk run would do to them, without doing it."""

from uuid import UUID

import orjson

from api.core import db
from api.directory.queries.search import Statement, by_rarity, found_by
from api.directory.rules.bulk import MAX_MEMBERS
from api.directory.types import EVERYONE, BulkKind, BulkOrder, Counted, DirectoryFilter, Selection

COUNTED = 10_000


async def count(
    program_id: UUID, business_id: UUID, *, search: str = "", narrowed: DirectoryFilter = EVERYONE
) -> Counted:
    """How many members: exact to 10,000, above it the planner's estimate in two figures."""
    terms = await by_rarity(program_id, business_id, search)
    if terms is None:
        return Counted(0, is_exact=True)
    asked = Statement([program_id, business_id])
    found = found_by(asked, [term for term, _ in terms])
    asked.narrow(narrowed)
    ctes = f"WITH {found.ctes}" if found.ctes else ""
    body = f"FROM {found.source} WHERE {asked.conditions()}"
    counted: int = await db.fetchval(
        f"{ctes} SELECT count(*) FROM (SELECT 1 {body} LIMIT {COUNTED + 1}) AS few", *asked.args
    )
    if counted <= COUNTED:
        return Counted(counted, is_exact=True)
    plan = await db.fetchval(f"EXPLAIN (FORMAT JSON) {ctes} SELECT 1 {body}", *asked.args)
    estimate = int(orjson.loads(plan)[0]["Plan"]["Plan Rows"])
    return Counted(two_figures(max(estimate, counted)), is_exact=False)


def two_figures(count: int) -> int:
    """123,456 as 120,000."""
    step = int(10 ** max(len(str(count)) - 2, 0))
    return round(count / step) * step


async def measure(program_id: UUID, business_id: UUID, order: BulkOrder) -> tuple[int, int, int]:
    """Of a run: how many members, how many of them would stay as they are, how many would be refused.

    Counts one more than the most that a run may have, no further.
    """
    asked = Statement([program_id, business_id])
    source = await selected(asked, program_id, business_id, order.selection)
    if source is None:
        return 0, 0, 0
    same, refused = _tests(asked, order)
    ctes, body = source
    row = await db.fetchrow(
        f"""{ctes} SELECT count(*) AS members, count(*) FILTER (WHERE same) AS same,
            count(*) FILTER (WHERE refused AND NOT same) AS refused
        FROM (SELECT {same} AS same, {refused} AS refused {body} LIMIT {MAX_MEMBERS + 1}) AS each""",
        *asked.args,
    )
    if row is None:
        raise RuntimeError("the statement counts and has a row")
    return row["members"], row["same"], row["refused"]


async def selected(
    asked: Statement, program_id: UUID, business_id: UUID, selection: Selection
) -> tuple[str, str] | None:
    """The selection as what stands before a SELECT and its FROM and WHERE; None where the search finds nobody."""
    if selection.customer_ids:
        asked.args.append(list(selection.customer_ids))
        asked.where.append(f"self.pk = ANY (${len(asked.args)}::uuid[])")
        return "", f"FROM read.directory AS self WHERE {asked.conditions()}"
    terms = await by_rarity(program_id, business_id, selection.search)
    if terms is None:
        return None
    found = found_by(asked, [term for term, _ in terms])
    asked.narrow(selection.narrowed)
    return (f"WITH {found.ctes}" if found.ctes else ""), f"FROM {found.source} WHERE {asked.conditions()}"


WEARS = """EXISTS (SELECT 1 FROM read.member_tag link WHERE link.program_id = self.program_id
    AND link.business_id = self.business_id AND link.membership_pk = self.pk AND {test})"""


def _tests(asked: Statement, order: BulkOrder) -> tuple[str, str]:
    match order.kind:
        case BulkKind.TAG:
            return WEARS.format(test=f"link.sort_name = lower({asked.bind(order.tag)})"), "false"
        case BulkKind.UNTAG:
            return f"NOT {WEARS.format(test=f'link.pk = {asked.bind(order.tag_id)}')}", "false"
        case BulkKind.STATUS:
            return f"self.status = {asked.bind(order.status)}", "false"
        case BulkKind.POINTS if order.points < 0:
            return "false", f"self.points_key < {asked.bind(-order.points)}"
        case _:
            return "false", "false"
