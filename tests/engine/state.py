"""What the program keeps of members, and what the model keeps, in the same plain form."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson

from api.core import db
from tests.engine.acts import same
from tests.engine.model.book import Book
from tests.engine.model.points import Lot
from tests.engine.model.state import Who

MICRO = 1_000_000
AT = "(extract(epoch FROM {}) * 1000000)::bigint"
MEMBERS = f"""
    SELECT m.id, jsonb_build_object(
        'available', (SELECT a.balance FROM account a WHERE a.program_id = $1 AND a.owner_kind = 'membership'
            AND a.owner_id = m.id AND a.kind = 'available'),
        'pending', (SELECT a.balance FROM account a WHERE a.program_id = $1 AND a.owner_kind = 'membership'
            AND a.owner_id = m.id AND a.kind = 'pending'),
        'lots', (SELECT jsonb_agg(jsonb_build_array(l.id, l.issuer_id, l.points, l.remaining, l.state,
                {AT.format("l.earned_at")}, {AT.format("l.expires_at")}) ORDER BY l.id)
            FROM lot l JOIN account a ON a.id = l.account_id
            WHERE a.program_id = $1 AND a.owner_kind = 'membership' AND a.owner_id = m.id),
        'tier', (SELECT jsonb_build_array(s.tier_id, s.keep_until, s.by_hand_until) FROM member_tier s
            WHERE s.program_id = $1 AND s.membership_id = m.id),
        'history', (SELECT jsonb_agg(jsonb_build_array(c.from_name, c.to_name, c.is_up, c.reason)
                ORDER BY c.created_at, c.id)
            FROM tier_change c WHERE c.program_id = $1 AND c.membership_id = m.id),
        'did', (SELECT jsonb_agg(jsonb_build_array(d.month, d.earned, d.spent_minor, d.visits) ORDER BY d.month)
            FROM tier_activity d WHERE d.program_id = $1 AND d.membership_id = m.id),
        'cards', (SELECT jsonb_agg(jsonb_build_array(c.design_id, c.round, c.stamps, c.stamps_needed, c.state,
                {AT.format("c.expires_at")}, v.state) ORDER BY c.design_id, c.round)
            FROM stamp_card c LEFT JOIN voucher v ON v.id = c.voucher_id
            WHERE c.program_id = $1 AND c.membership_id = m.id),
        'vouchers', (SELECT jsonb_agg(jsonb_build_array(v.reward_id, v.state, v.points_paid, v.balance_minor,
                v.is_given, {AT.format("v.valid_until")}) ORDER BY v.id)
            FROM voucher v WHERE v.program_id = $1 AND v.membership_id = m.id),
        'met', (SELECT jsonb_agg(jsonb_build_array(p.business_id, p.visits, p.spent_minor) ORDER BY p.business_id)
            FROM profile p WHERE p.program_id = $1 AND p.membership_id = m.id)
    )::text AS kept FROM unnest($2::uuid[]) AS m (id)
    UNION ALL
    SELECT $1, (SELECT jsonb_object_agg(r.id, r.stock_taken) FROM reward r WHERE r.program_id = $1)::text
"""
Kept = dict[str, Any]


async def look(book: Book, program_id: UUID, members: Sequence[UUID]) -> None:
    """Compares all that is kept of these members, and the stock; new lots learn their ids."""
    for row in await db.fetch(MEMBERS, program_id, list(members)):
        kept = orjson.loads(row["kept"] or "{}")
        if row["id"] == program_id:
            same("stock", kept, {str(reward.id): reward.taken for reward in book.rewards.values()})
            continue
        who = book.members[row["id"]]
        _name_lots(who, kept["lots"] or [], book.now)
        found, expected = _found(kept, book.now), _expected(book, who)
        for name in expected:
            same(f"{name} of member {list(book.members).index(who.id)}", found[name], expected[name])


def micro(moment: datetime | None) -> int | None:
    """Microseconds since 1970."""
    if moment is None:
        return None
    return int(moment.replace(microsecond=0).timestamp()) * MICRO + moment.microsecond


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _name_lots(who: Who, kept: list[list[Any]], now: datetime) -> None:
    """A lot is known by all that it says; two that say the same are the same."""
    known = {str(lot.id) for lot in who.purse.lots}
    unknown = [lot for lot in who.purse.lots if lot.id is None]
    for row in [_shown_lot(row, now) for row in kept if row[0] not in known]:
        found = next((lot for lot in unknown if _lot(lot)[1:] == row[1:]), None)
        if found is not None:
            found.id = UUID(row[0])
            unknown.remove(found)


def _lot(lot: Lot) -> list[object]:
    return [
        str(lot.id), str(lot.issuer), lot.points, lot.rest, lot.state, micro(lot.earned_at), micro(lot.expires_at)
    ]  # fmt: skip


def _shown_lot(row: list[Any], now: datetime) -> list[Any]:
    """As it is shown: what is due has expired, also where no sweep has come by."""
    is_due = row[4] == "open" and row[6] is not None and row[6] <= (micro(now) or 0)
    return [*row[:3], 0, "expired", *row[5:]] if is_due else row


def _shown_card(row: list[Any], now: datetime) -> list[Any]:
    is_due = row[4] == "open" and row[5] is not None and row[5] <= (micro(now) or 0)
    return [*row[:4], "expired", *row[5:]] if is_due else row


def _found(kept: Kept, now: datetime) -> Kept:
    lots = [_shown_lot(row, now) for row in kept["lots"] or []]
    due = sum(before[3] - after[3] for before, after in zip(kept["lots"] or [], lots, strict=True))
    cards = [_shown_card(row, now) for row in kept["cards"] or []]
    return {
        "points": ((kept["available"] or 0) - due, kept["pending"] or 0),
        "lots": lots,
        "tier": kept["tier"],
        "history": kept["history"] or [],
        "did": kept["did"] or [],
        "cards": cards,
        "vouchers": kept["vouchers"] or [],
        "met": kept["met"] or [],
    }


def _expected(book: Book, who: Who) -> Kept:
    standing = who.climber.standing
    return {
        "points": (who.purse.available, who.purse.pending),
        "lots": sorted(map(_lot, who.purse.lots), key=lambda row: str(row[0])),
        "tier": standing
        and [
            str(standing.tier.id) if standing.tier else None,
            _day(standing.keep_until),
            _day(standing.by_hand_until),
        ],
        "history": [list(line) for line in who.climber.history],
        "did": [[_day(month), *sums] for month, sums in sorted(who.climber.did.items())],
        "cards": _cards(who),
        "vouchers": [
            [str(v.reward.id), v.state, v.paid, v.balance, v.is_given, micro(v.valid_until)]
            for v in book.shelf.of(who.id)
        ],
        "met": [[str(key), *sums] for key, sums in sorted(who.met.items())],
    }


def _cards(who: Who) -> list[list[object]]:
    return [
        [
            str(key),
            card.round,
            card.stamps,
            card.needed,
            card.state,
            micro(card.expires_at),
            card.voucher.state if card.voucher else None,
        ]
        for key, cards in sorted(who.cards.items())
        for card in cards.cards
    ]


BOOKS = """
    SELECT a.owner_id, a.kind, sum(e.amount)::bigint AS total FROM entry e JOIN account a ON a.id = e.account_id
    WHERE e.program_id = $1 AND a.owner_kind = 'business' GROUP BY 1, 2 HAVING sum(e.amount) <> 0
"""
BILLS = """
    SELECT id, amount_minor, points_earned, returned_minor, points_taken_back, points_given_back, status
    FROM purchase WHERE program_id = $1
"""


async def look_at_books(book: Book, program_id: UUID) -> None:
    """The businesses' side of every posting, and every bill."""
    found = {(row["owner_id"], row["kind"]): row["total"] for row in await db.fetch(BOOKS, program_id)}
    same("accounts of the businesses", found, {key: total for key, total in book.books.items() if total})
    bills = {row["id"]: tuple(row.values())[1:] for row in await db.fetch(BILLS, program_id)}
    expected: Iterable[tuple[Any, tuple[object, ...]]] = (
        (bill.id, (bill.amount, bill.points, bill.back, bill.taken, bill.given, bill.status))
        for bill in book.bills
    )
    same("bills", bills, dict(expected))


TRACES = """
    SELECT (SELECT count(*) FROM tx WHERE program_id = $1) AS postings,
        (SELECT count(*) FROM entry WHERE program_id = $1) AS entries,
        (SELECT count(*) FROM purchase WHERE program_id = $1) AS bills,
        (SELECT count(*) FROM purchase_return WHERE program_id = $1) AS returns,
        (SELECT count(*) FROM voucher WHERE program_id = $1) AS vouchers,
        (SELECT count(*) FROM voucher_use WHERE program_id = $1) AS uses,
        (SELECT count(*) FROM stamp WHERE program_id = $1) AS stamps,
        (SELECT count(*) FROM tier_change WHERE program_id = $1) AS changes,
        (SELECT coalesce(sum(used), 0)::bigint FROM limit_use WHERE program_id = $1) AS limits,
        (SELECT count(*) FROM audit_entry WHERE program_id = $1) AS audited,
        (SELECT count(*) FROM outbox WHERE program_id = $1) AS facts
"""


async def traces(program_id: UUID) -> dict[str, int]:
    """How much of everything there is: a refusal and a repetition leave it as it was."""
    row = await db.fetchrow(TRACES, program_id)
    assert row is not None
    return dict(row)
