"""Cards of a member, locked by ascending id, with what decides about them: one statement for any number of designs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from api.core import clock, db
from api.stamps.queries.designs import COLUMNS, to_design
from api.stamps.rules.filling import Card
from api.stamps.types import CardState, DesignInfo

CARD = """
    held.id AS card_id, held.round, held.stamps, held.needed, held.state, held.expires_at, held.ended_at,
    held.voucher_id
"""
HELD = """
    SELECT card.id, card.design_id, card.round, card.stamps, card.stamps_needed AS needed, card.state, card.expires_at,
        card.ended_at, card.voucher_id
    FROM stamp_card AS card
"""
# $1 program, $2 business, $3 member, $4 day, $5 one design or null for all that bills bring stamps of
TO_PUT = f"""
    WITH wanted AS (
        SELECT {COLUMNS} FROM stamp_design
        WHERE program_id = $1 AND business_id = $2
            AND CASE WHEN $5::uuid IS NULL THEN is_active AND earning <> 'by_hand' ELSE id = $5 END
    ), held AS (
        {HELD}
        WHERE card.program_id = $1 AND card.membership_id = $3 AND card.state IN ('open', 'waiting')
            AND card.design_id IN (SELECT id FROM wanted)
        ORDER BY card.id {{lock}}
    )
    SELECT wanted.*, {CARD},
        (SELECT coalesce(sum(stamp.count), 0) FROM stamp
            WHERE stamp.membership_id = $3 AND stamp.design_id = wanted.id AND stamp.day = $4)::int AS used,
        (SELECT coalesce(max(card.round), 0) FROM stamp_card AS card
            WHERE card.program_id = $1 AND card.membership_id = $3 AND card.design_id = wanted.id) AS last_round
    FROM wanted LEFT JOIN held ON held.design_id = wanted.id
    ORDER BY wanted.id, held.state = 'open' DESC, held.round
"""
TO_LOCK, TO_SEE = TO_PUT.format(lock="FOR UPDATE"), TO_PUT.format(lock="")
# $1 program, $2 member, $3 act or bill (whosever it was before a merge), $4 now; the newest cards that hold as many
# stamps as still stand: stamps on a card whose time is over are gone, whether the sweep has been there or not
GIVEN = f"""
    WITH given AS (
        SELECT stamp.design_id, min(stamp.day) AS day, sum(stamp.count)::int AS standing,
            (sum(stamp.count) FILTER (WHERE stamp.count > 0))::int AS given,
            coalesce(sum(stamp.count) FILTER (WHERE card.state = 'expired'
                OR card.state = 'open' AND card.expires_at <= $4), 0)::int AS lost,
            (array_agg(stamp.lines ORDER BY stamp.id))[1] AS lines
        FROM stamp JOIN stamp_card AS card ON card.id = stamp.card_id
        WHERE stamp.program_id = $1 AND {{which}} = $3
        GROUP BY stamp.design_id
    ), near AS (
        SELECT card.id, card.state, given.standing,
            sum(there.stamps) OVER (PARTITION BY card.design_id ORDER BY card.round DESC) - there.stamps AS newer
        FROM stamp_card AS card JOIN given ON given.design_id = card.design_id
            CROSS JOIN LATERAL (SELECT CASE WHEN card.state = 'open' AND card.expires_at <= $4 THEN 0
                ELSE card.stamps END AS stamps) AS there
        WHERE card.program_id = $1 AND card.membership_id = $2 AND card.state IN ('open', 'full')
    ), held AS (
        {HELD}
        WHERE card.id IN (SELECT id FROM near WHERE newer < standing OR state = 'open')
        ORDER BY card.id FOR UPDATE
    )
    SELECT given.*, design.reward_id, {CARD}
    FROM given JOIN stamp_design AS design ON design.id = given.design_id
        LEFT JOIN held ON held.design_id = given.design_id
    ORDER BY given.design_id, held.round DESC
"""

ANY_STAND = """
    SELECT coalesce(sum(stamp.count), 0) > 0 FROM stamp JOIN stamp_card AS card ON card.id = stamp.card_id
    WHERE stamp.program_id = $1 AND stamp.purchase_id = $2
        AND NOT (card.state = 'expired' OR card.state = 'open' AND coalesce(card.expires_at <= $3, false))
"""


@dataclass(frozen=True, slots=True)
class Chain:
    """A design with the member's open and waiting cards, the stamps given on a day, and how many cards there were."""

    design: DesignInfo
    cards: tuple[Card, ...]
    used: int
    last_round: int


@dataclass(frozen=True, slots=True)
class Given:
    """What one act or one bill gave of a design, and the newest cards that hold as many stamps, the newest first.

    `standing` of the `given` stamps were not taken back yet, `lost` of them are on cards that have expired. `pieces`
    are how many each line of the bill gave.
    """

    design_id: UUID
    reward_id: UUID | None
    day: date
    given: int
    standing: int
    lost: int
    pieces: Mapping[int, int]
    cards: tuple[Card, ...]


async def to_put(
    program_id: UUID, business_id: UUID, membership_id: UUID, day: date, design_id: UUID | None = None
) -> list[Chain]:
    """The design, or all of the business that bills bring stamps of, by id; the cards stay locked."""
    return _chains(await db.fetch(TO_LOCK, program_id, business_id, membership_id, day, design_id))


async def to_see(program_id: UUID, business_id: UUID, membership_id: UUID | None, day: date) -> list[Chain]:
    """The same of all designs that bills bring stamps of, without locks; without a member nothing is on a card."""
    return _chains(await db.fetch(TO_SEE, program_id, business_id, membership_id, day, None))


def _chains(rows: Sequence[asyncpg.Record]) -> list[Chain]:
    return [
        Chain(to_design(group[0]), cards_of_rows(group), group[0]["used"], group[0]["last_round"])
        for group in _by(rows, "id")
    ]


async def given_by_act(program_id: UUID, membership_id: UUID, act_id: UUID) -> list[Given]:
    """What was given at once by hand; the cards stay locked."""
    return await _given("stamp.act_id", program_id, membership_id, act_id)


async def given_by_bill(program_id: UUID, membership_id: UUID, purchase_id: UUID) -> list[Given]:
    """What a bill gave, by design; the cards stay locked."""
    return await _given("stamp.purchase_id", program_id, membership_id, purchase_id)


async def any_stand(program_id: UUID, purchase_id: UUID) -> bool:
    """Whether stamps of a bill are on somebody's cards whose time is not over."""
    found: bool = await db.fetchval(ANY_STAND, program_id, purchase_id, clock.now())
    return found


async def _given(which: str, program_id: UUID, membership_id: UUID, key: UUID) -> list[Given]:
    rows = await db.fetch(GIVEN.format(which=which), program_id, membership_id, key, clock.now())
    return [
        Given(
            design_id=group[0]["design_id"],
            reward_id=group[0]["reward_id"],
            day=group[0]["day"],
            given=group[0]["given"],
            standing=group[0]["standing"],
            lost=max(group[0]["lost"], 0),
            pieces=dict(orjson.loads(group[0]["lines"])),
            cards=cards_of_rows(group),
        )
        for group in _by(rows, "design_id")
    ]


def _by(rows: Sequence[asyncpg.Record], column: str) -> Iterable[list[asyncpg.Record]]:
    return (list(group) for _, group in groupby(rows, key=itemgetter(column)))


def cards_of_rows(rows: Sequence[Mapping[str, Any]]) -> tuple[Card, ...]:
    """Rows of CARD as cards; a row without one is left out."""
    return tuple(
        Card(
            id=row["card_id"],
            round=row["round"],
            stamps=row["stamps"],
            needed=row["needed"],
            state=CardState(row["state"]),
            expires_at=row["expires_at"],
            ended_at=row["ended_at"],
            voucher_id=row["voucher_id"],
        )
        for row in rows
        if row["card_id"] is not None
    )
