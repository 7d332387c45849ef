"""The list of a business's members: searched, narrowed, sorted, in pages of a stable order.

A search starts from its rarest word where that finds few members. Words that many share are looked for along the
sorted list, which fills a page soon; where its first stretch does not, all matches are gathered and sorted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import asyncpg

from api.core import db
from api.core.paging import BadCursor, Page, decode_cursor, encode_cursor, make_page, page_size
from api.customers import alternatives, search_terms
from api.directory.rules.filters import ORDERS, condition, given
from api.directory.types import EVERYONE, DirectoryFilter, Sort

FEW = 3_000  # members that may be sorted within a few milliseconds
STRETCH = 4_000  # of the sorted list to look along for words that many share
AFTER_LAST = "\U0010ffff"
MINE = "self.program_id = $1 AND self.business_id = $2 AND self.is_met"
KINDS: Mapping[type, str] = {bool: "bool", int: "int8", datetime: "timestamptz", UUID: "uuid", str: "text"}

HAS_WORD = """
    EXISTS (SELECT 1 FROM read.search_word AS word WHERE word.program_id = $1 AND word.business_id = $2
        AND word.membership_pk = self.pk AND {matching})
"""
COUNT_WORDS = f"""
    SELECT word.nr, sum((
        SELECT count(*) FROM (
            SELECT 1 FROM read.search_word AS found
            WHERE found.program_id = $1 AND found.business_id = $2
              AND found.token >= word.low AND found.token < word.high LIMIT {FEW + 1}) AS few))::int AS members
    FROM unnest($3::int[], $4::text[], $5::text[]) AS word (nr, low, high)
    GROUP BY word.nr ORDER BY word.nr
"""


@dataclass(slots=True)
class Statement:
    """Conditions and bound values as they are gathered. $1 is the program, $2 the business."""

    args: list[object]
    where: list[str] = field(default_factory=lambda: [MINE])

    def bind(self, value: object) -> str:
        """The place of a value, typed."""
        self.args.append(value)
        kind = next(name for kind, name in KINDS.items() if isinstance(value, kind))
        return f"${len(self.args)}::{kind}"

    def narrow(self, narrowed: DirectoryFilter) -> None:
        """Adds the conditions of a filter."""
        self.where += [condition(name, "self", self.bind, value) for name, value in given(narrowed)]

    def matching(self, term: str, alias: str) -> str:
        """That a word of the index begins as the term says."""
        ranges = [
            f"({alias}.token >= {self.bind(low)} AND {alias}.token < {self.bind(low + AFTER_LAST)})"
            for low in alternatives(term)
        ]
        return f"({' OR '.join(ranges)})"

    def having(self, terms: Sequence[str]) -> None:
        """Adds that each term is found."""
        self.where += [HAS_WORD.format(matching=self.matching(term, "word")) for term in terms]

    def after(self, sort: Sort, cursor: str | None) -> None:
        """Adds that a member stands behind the cursor of this sort."""
        if cursor is None:
            return
        order = ORDERS[sort]
        name, key, member = decode_cursor(cursor, str, order.kind, UUID)
        if name != sort or key is None:
            raise BadCursor("This cursor does not belong to this list.", path=("after",))
        sign = "<" if order.is_descending else ">"
        self.where.append(f"(self.{order.column}, self.pk) {sign} ({self.bind(key)}, {self.bind(member)})")

    def conditions(self) -> str:
        """All of them."""
        return " AND ".join(self.where)


@dataclass(frozen=True, slots=True)
class Found:
    """Where members come from, as SQL: what stands before the SELECT, and the FROM with `self` in it."""

    ctes: str
    source: str


def by_order(sort: Sort) -> str:
    """For ORDER BY."""
    order = ORDERS[sort]
    direction = "DESC" if order.is_descending else "ASC"
    return f"self.{order.column} {direction}, self.pk {direction}"


async def find(
    program_id: UUID,
    business_id: UUID,
    *,
    search: str = "",
    narrowed: DirectoryFilter = EVERYONE,
    sort: Sort = Sort.NEWEST,
    first: int | None = None,
    after: str | None = None,
) -> Page[UUID]:
    """A page of members of the business. `search`: beginnings of words of name and e-mail, of phone or card number, or
    the last four digits and more of the phone; all must be found. Refuses with BAD_PAGE_SIZE and BAD_CURSOR."""
    size = page_size(first)
    terms = await by_rarity(program_id, business_id, search)
    if terms is None:
        Statement([]).after(sort, after)
        return Page([], [], has_next=False)
    rows: list[asyncpg.Record] = []
    asked = Statement([program_id, business_id])
    if terms and terms[0][1] > FEW:
        rows = await _page(asked, _stretch(asked, terms, sort, after), narrowed, sort, size)
    if len(rows) <= size:
        asked = Statement([program_id, business_id])
        asked.after(sort, after)
        rows = await _page(asked, found_by(asked, [term for term, _ in terms]), narrowed, sort, size)
    cursors = [encode_cursor(sort.value, _shown(row["key"]), row["pk"]) for row in rows]
    return make_page([row["pk"] for row in rows], cursors, size)


def _shown(key: str | int | datetime) -> str | int | datetime:
    """The key as a cursor carries it: what never happened comes from PostgreSQL without a zone."""
    return "-infinity" if isinstance(key, datetime) and key.tzinfo is None else key


async def by_rarity(program_id: UUID, business_id: UUID, search: str) -> list[tuple[str, int]] | None:
    """Terms with how many they find (at most a little over FEW), the rarest first; None where one finds nobody."""
    terms = search_terms(search)
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


def found_by(asked: Statement, terms: Sequence[str]) -> Found:
    """All members of the business, or those whom the rarest term finds; the other terms become conditions."""
    if not terms:
        return Found("", "read.directory AS self")
    found = " UNION ".join(
        f"SELECT found.membership_pk AS pk FROM read.search_word AS found WHERE found.program_id = $1 "
        f"AND found.business_id = $2 AND found.token >= {asked.bind(low)} "
        f"AND found.token < {asked.bind(low + AFTER_LAST)}"
        for low in alternatives(terms[0])
    )
    asked.having(terms[1:])
    # UNION with nothing: each member once, however many of its words begin alike
    ctes = f"candidate AS MATERIALIZED ({found} UNION SELECT NULL::uuid WHERE false)"
    return Found(ctes, "candidate JOIN read.directory AS self ON self.pk = candidate.pk")


def _stretch(asked: Statement, terms: Sequence[tuple[str, int]], sort: Sort, after: str | None) -> Found:
    """The next members of the sorted list, of whom those are kept whom all terms find."""
    asked.after(sort, after)
    ctes = f"""stretch AS MATERIALIZED (
        SELECT self.pk FROM read.directory AS self
        WHERE {asked.conditions()} ORDER BY {by_order(sort)} LIMIT {STRETCH})"""
    asked.where[:] = [MINE]
    asked.having([term for term, _ in terms])
    return Found(ctes, "stretch JOIN read.directory AS self ON self.pk = stretch.pk")


async def _page(
    asked: Statement, found: Found, narrowed: DirectoryFilter, sort: Sort, size: int
) -> list[asyncpg.Record]:
    asked.narrow(narrowed)
    order = ORDERS[sort]
    sql = f"""
        {f"WITH {found.ctes}" if found.ctes else ""}
        SELECT self.pk, self.{order.column} AS key FROM {found.source}
        WHERE {asked.conditions()} ORDER BY {by_order(sort)} LIMIT {size + 1}
    """
    return await db.fetch(sql, *asked.args)
