"""SQL Server's change tracking: which rows changed since a version.

The first reading goes through the table by key. While it does, a position's `at` is the version at which it began,
written as -(version + 1); afterwards `at` is the version up to which changes were read.
"""

from typing import Any

from sqlalchemy import ColumnClause, Select, and_, column, func, literal_column, or_, select
from sqlalchemy.sql.expression import not_

from api.erp.types import Page, Position, Problem, SourceFailed
from api.integrations.sql_erp.cells import Pages
from api.integrations.sql_erp.diagnosis import failure
from api.integrations.sql_erp.engine import Column, bind
from api.integrations.sql_erp.links import Link
from api.integrations.sql_erp.statements import MAIN, Statements, later, quoted, table_names, unknown


def version(link: Link) -> int:
    """The newest version whose changes are all there. Raises SourceFailed where nothing is tracked."""
    found = link.read("SELECT CHANGE_TRACKING_CURRENT_VERSION()")[0][0]
    if not isinstance(found, int):
        raise _not_tracked(link)
    return found


def changed_page(
    link: Link, statements: Statements, after: Position | None, until: Position | None, limit: int
) -> Page:
    """Rows of the first reading, then changed rows. The last page's `end` is always given: versions grow old."""
    at = after.at if after is not None else None
    if isinstance(at, int) and at >= 0:
        return _changes(link, statements, at, after.key if after else (), until, limit)
    begun = -1 - at if isinstance(at, int) else version(link)
    return _first_reading(link, statements, begun, after, limit)


def _first_reading(
    link: Link, statements: Statements, begun: int, after: Position | None, limit: int
) -> Page:
    found = link.read(statements.following(after, None).limit(limit + 1))
    rows, pages = found[:limit], Pages(statements)
    if len(found) <= limit:
        return pages.page(rows, is_last=False, end=Position(begun))
    return pages.page(rows, is_last=False, end=Position(-1 - begun, pages.end(rows[-1]).key))


def _changes(
    link: Link,
    statements: Statements,
    at: int,
    key: tuple[str | int, ...],
    until: Position | None,
    limit: int,
) -> Page:
    upper = until.at if until is not None and isinstance(until.at, int) else version(link)
    since = at - 1 if key else at
    _check_age(link, statements, since)
    found = link.read(_select(link, statements, since, key, upper).limit(limit + 1))
    rows, pages, is_last = found[:limit], Pages(statements), len(found) <= limit
    if is_last:
        return pages.page(rows, is_last=True, end=Position(max(at, upper)))
    last = rows[-1]
    return pages.page(rows, is_last=False, end=Position(int(str(last[-1])), pages.end(last).key))


def _select(
    link: Link, statements: Statements, since: int, key: tuple[str | int, ...], upper: int
) -> Select[Any]:
    spec = statements.spec
    dotted = dict(spec.columns)
    own = [dotted[name].partition(".") for name in spec.key]
    if any(alias != MAIN for alias, _, _ in own):
        raise unknown("its key is not of its own table")
    names: list[ColumnClause[Any]] = [column(quoted(name)) for _, _, name in own]
    tracked = func.CHANGETABLE(literal_column(f"CHANGES {_table(link, statements)}"), bind(since))
    changes = tracked.table_valued(column(quoted("SYS_CHANGE_VERSION")), *names).alias(quoted("changes"))
    changed: Column = changes.c["SYS_CHANGE_VERSION"]
    on = and_(
        *(changes.c[name] == statements.named(of) for (_, _, name), of in zip(own, spec.key, strict=True))
    )
    found = statements.rows(changed)
    joined = found.get_final_froms()[0].join(changes, on)
    found = found.select_from(joined).where(not_(changed > bind(upper)))
    if key:
        first = since + 1
        found = found.where(
            or_(changed > bind(first), and_(changed == bind(first), later(statements.keys, key)))
        )
    return found.order_by(changed, *statements.keys)


def _check_age(link: Link, statements: Statements, since: int) -> None:
    name = _table(link, statements)
    oldest = link.read(select(func.CHANGE_TRACKING_MIN_VALID_VERSION(func.OBJECT_ID(bind(name)))))[0][0]
    if not isinstance(oldest, int):
        raise _not_tracked(link)
    if since < oldest:
        raise failure(Problem.RESYNC_NEEDED, link.source, link.engine)


def _table(link: Link, statements: Statements) -> str:
    """The table's name in the engine's quotes."""
    name = table_names(statements.spec, statements.year)[0]
    quote = link.engine.dialect.identifier_preparer.quote
    return ".".join(quote(quoted(part)) for part in name.split(".", maxsplit=1))


def _not_tracked(link: Link) -> SourceFailed:
    detail = "change tracking is not switched on for this database and table"
    return failure(Problem.VERSION_UNSUPPORTED, link.source, link.engine, detail)
