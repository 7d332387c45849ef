"""The list of a business's members: searched, narrowed, sorted, in pages of a stable order.

A search starts from its rarest word where that finds few members. Words that many share are looked for along the
sorted list, which fills a page soon; where its first stretch does not, all matches are gathered and sorted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from api.core import db
from api.core.paging import BadCursor, Page, decode_cursor, encode_cursor, make_page, page_size
from api.customers.queries.members import SELECT, to_member
from api.customers.rules import alternatives, search_terms
from api.customers.types import Member, MemberFilter, MemberSort

FEW = 3_000  # members that may be sorted within a few milliseconds
STRETCH = 4_000  # of the sorted list to look along for words that many share
COUNTED = 10_000
EVERYONE = MemberFilter()
AFTER_LAST = "\U0010ffff"
VISITED = "coalesce(profile.last_visit_at, '-infinity'::timestamptz)"
MINE = "profile.program_id = $1 AND profile.business_id = $2 AND profile.removed_at IS NULL"

HAS_TAG = """
    EXISTS (SELECT 1 FROM membership_tag AS link WHERE link.program_id = $1 AND link.business_id = $2
        AND link.membership_id = profile.membership_id AND link.tag_id = {tag})
"""
HAS_KIDS = """
    EXISTS (SELECT 1 FROM kid WHERE kid.program_id = $1 AND kid.business_id = $2
        AND kid.membership_id = profile.membership_id)
"""
HAS_WORD = """
    EXISTS (SELECT 1 FROM search_token AS word WHERE word.program_id = $1 AND word.business_id = $2
        AND word.membership_id = profile.membership_id AND {matching})
"""
COUNT_WORDS = f"""
    SELECT word.nr, sum((
        SELECT count(*) FROM (
            SELECT 1 FROM search_token AS found
            WHERE found.program_id = $1 AND found.business_id = $2
              AND found.token >= word.low AND found.token < word.high LIMIT {FEW + 1}) AS few))::int AS members
    FROM unnest($3::int[], $4::text[], $5::text[]) AS word (nr, low, high)
    GROUP BY word.nr ORDER BY word.nr
"""


@dataclass(frozen=True, slots=True)
class _Order:
    """How a sort is spelled: the column and name of its key, and the key's kind in a cursor."""

    column: str
    name: str
    kind: type
    direction: str = "DESC"

    @property
    def by(self) -> str:
        return f"{self.column} {self.direction}, profile.membership_id {self.direction}"


ORDERS = {
    MemberSort.NEWEST: _Order("profile.created_at", "joined_at", datetime),
    MemberSort.NAME: _Order("profile.name_key", "name_key", str, "ASC"),
    MemberSort.LAST_VISIT: _Order(VISITED, "last_visit_at", datetime),
    MemberSort.SPENT: _Order("profile.spent_minor", "spent_minor", int),
}


@dataclass(slots=True)
class _Statement:
    """Conditions and bound values as they are gathered. $1 is the program, $2 the business."""

    args: list[object]
    where: list[str] = field(default_factory=list)

    def bind(self, value: object) -> str:
        self.args.append(value)
        return f"${len(self.args)}"

    def narrow(self, narrowed: MemberFilter) -> None:
        """Adds the conditions of a filter."""
        if narrowed.status is not None:
            self.where.append(f"profile.status = {self.bind(narrowed.status)}")
        if narrowed.last_visit_before is not None:
            self.where.append(f"{VISITED} < {self.bind(narrowed.last_visit_before)}")
        if narrowed.last_visit_after is not None:
            self.where.append(f"{VISITED} >= {self.bind(narrowed.last_visit_after)}")
        if narrowed.min_spent_minor is not None:
            self.where.append(f"profile.spent_minor >= {self.bind(narrowed.min_spent_minor)}")
        if narrowed.tag_id is not None:
            self.where.append(HAS_TAG.format(tag=self.bind(narrowed.tag_id)))
        if narrowed.has_kids is not None:
            self.where.append(HAS_KIDS if narrowed.has_kids else f"NOT {HAS_KIDS}")

    def matching(self, term: str, alias: str) -> str:
        """The condition that a search word begins with the term, or backwards with its end."""
        ranges = (
            f"({alias}.token >= {self.bind(low)} AND {alias}.token < {self.bind(low + AFTER_LAST)})"
            for low in alternatives(term)
        )
        return f"({' OR '.join(ranges)})"

    def having(self, terms: Sequence[str]) -> None:
        """Adds that each term is found."""
        self.where += [HAS_WORD.format(matching=self.matching(term, "word")) for term in terms]

    def after(self, order: _Order, sort: MemberSort, cursor: str | None) -> None:
        """Adds that a member stands behind the cursor of this sort."""
        if cursor is None:
            return
        name, key, member = decode_cursor(cursor, str, order.kind, UUID)
        if name != sort or (key is None and sort is not MemberSort.LAST_VISIT):
            raise BadCursor("This cursor does not belong to this list.", path=("after",))
        bound = self.bind(key)
        place = f"coalesce({bound}, '-infinity'::timestamptz)" if order.kind is datetime else bound
        sign = "<" if order.direction == "DESC" else ">"
        self.where.append(f"({order.column}, profile.membership_id) {sign} ({place}, {self.bind(member)})")

    def conditions(self) -> str:
        return " AND ".join(self.where) or "true"


async def list_members(
    program_id: UUID,
    business_id: UUID,
    *,
    search: str | None = None,
    narrowed: MemberFilter = EVERYONE,
    sort: MemberSort = MemberSort.NEWEST,
    first: int | None = None,
    after: str | None = None,
) -> Page[Member]:
    """A page of the business's members. `search`: beginnings of words of name and e-mail, of phone or card number, or
    the last four digits and more of the phone; all must be found. Refuses with BAD_PAGE_SIZE and BAD_CURSOR."""
    size = page_size(first)
    terms = await _by_rarity(program_id, business_id, search_terms(search or ""))
    if terms is None:
        _Statement([]).after(ORDERS[sort], sort, after)
        return Page([], [], has_next=False)
    rows: list[asyncpg.Record] = []
    if terms and terms[0][1] > FEW:
        rows = await _read(program_id, business_id, terms, narrowed, sort, after, size, along=True)
    if len(rows) <= size:
        rows = await _read(program_id, business_id, terms, narrowed, sort, after, size)
    key = ORDERS[sort].name
    cursors = [encode_cursor(sort.value, row[key], row["membership_id"]) for row in rows]
    return make_page([to_member(row) for row in rows], cursors, size)


async def count_members(
    program_id: UUID,
    business_id: UUID,
    *,
    search: str | None = None,
    narrowed: MemberFilter = EVERYONE,
) -> int:
    """How many members the list has, counted up to 10,000."""
    terms = await _by_rarity(program_id, business_id, search_terms(search or ""))
    if terms is None:
        return 0
    statement = _Statement([program_id, business_id])
    ctes, source = _source(statement, [term for term, _ in terms])
    statement.narrow(narrowed)
    sql = f"{ctes} SELECT count(*) FROM (SELECT 1 FROM {source} WHERE {statement.conditions()} LIMIT {COUNTED}) AS few"
    counted: int = await db.fetchval(sql, *statement.args)
    return counted


async def _by_rarity(
    program_id: UUID, business_id: UUID, terms: Sequence[str]
) -> list[tuple[str, int]] | None:
    """Terms with how many they find (at most a little over FEW), the rarest first; None where one finds nobody."""
    if not terms:
        return []
    words = [(nr, low) for nr, term in enumerate(terms) for low in alternatives(term)]
    rows = await db.fetch(
        COUNT_WORDS,
        program_id,
        business_id,
        [nr for nr, _ in words],
        [low for _, low in words],
        [low + AFTER_LAST for _, low in words],
    )
    counted = [(terms[row["nr"]], row["members"]) for row in rows]
    if any(members == 0 for _, members in counted):
        return None
    return sorted(counted, key=lambda each: each[1])


def _source(statement: _Statement, terms: Sequence[str]) -> tuple[str, str]:
    """Where members come from: all of the business, or those that the rarest term finds."""
    if not terms:
        statement.where.append(MINE)
        return "", "profile"
    found = " UNION ".join(
        f"SELECT found.membership_id FROM search_token AS found WHERE found.program_id = $1 "
        f"AND found.business_id = $2 AND found.token >= {statement.bind(low)} "
        f"AND found.token < {statement.bind(low + AFTER_LAST)}"
        for low in alternatives(terms[0])
    )
    statement.where.append(MINE)
    statement.having(terms[1:])
    # UNION with nothing: each member once, however many of its words begin alike
    ctes = f"WITH candidate AS MATERIALIZED ({found} UNION SELECT NULL::uuid WHERE false)"
    return ctes, "candidate JOIN profile ON profile.membership_id = candidate.membership_id"


def _stretch(statement: _Statement, terms: Sequence[str], order: _Order) -> tuple[str, str]:
    """The next members of the sorted list, of whom those are kept whom all terms find."""
    ctes = f"""
        WITH stretch AS MATERIALIZED (
            SELECT profile.membership_id, profile.created_at, profile.name_key, profile.last_visit_at,
                profile.spent_minor, profile.status
            FROM profile WHERE {MINE} AND {statement.conditions()} ORDER BY {order.by} LIMIT {STRETCH})
    """
    statement.where.clear()
    statement.having(terms)
    return ctes, "stretch AS profile"


async def _read(
    program_id: UUID,
    business_id: UUID,
    terms: Sequence[tuple[str, int]],
    narrowed: MemberFilter,
    sort: MemberSort,
    after: str | None,
    size: int,
    *,
    along: bool = False,
) -> list[asyncpg.Record]:
    order, words = ORDERS[sort], [term for term, _ in terms]
    statement = _Statement([program_id, business_id])
    statement.after(order, sort, after)
    ctes, source = _stretch(statement, words, order) if along else _source(statement, words)
    statement.narrow(narrowed)
    limit = statement.bind(size + 1)
    sql = f"""
        {ctes}{", " if ctes else "WITH "} page AS (
            SELECT profile.membership_id, row_number() OVER (ORDER BY {order.by}) AS nr
            FROM {source} WHERE {statement.conditions()} ORDER BY {order.by} LIMIT {limit})
        {SELECT} JOIN page ON page.membership_id = card.id
        WHERE card.program_id = $1 ORDER BY page.nr
    """
    return await db.fetch(sql, *statement.args)
