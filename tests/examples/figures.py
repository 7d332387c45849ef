"""What a worked example's figures are called, and where they stand."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api import ledger, rewards
from api.core import db
from tests.examples.shop import Example

ZONE = ZoneInfo("Asia/Kolkata")
LOTS = """
    SELECT remaining, expires_at FROM lot WHERE program_id = $1 AND membership_id = $2 AND remaining > 0
        AND state = $3 AND (expires_at IS NULL OR expires_at > $4)
    ORDER BY expires_at, earned_at, id
"""
TIER = """
    SELECT t.name, s.keep_until FROM member_tier s JOIN tier t ON t.id = s.tier_id
    WHERE s.program_id = $1 AND s.membership_id = $2
"""
CARDS = """
    SELECT stamps, stamps_needed, state FROM stamp_card
    WHERE program_id = $1 AND membership_id = $2 AND state <> 'waiting' ORDER BY design_id, round
"""
VOUCHERS = """
    SELECT state, count(*) AS many FROM voucher WHERE program_id = $1 AND membership_id = $2 GROUP BY 1 ORDER BY 1
"""
BOOKS = """
    SELECT coalesce(sum(e.amount), 0)::bigint FROM entry e JOIN account a ON a.id = e.account_id
    WHERE e.program_id = $1 AND a.owner_kind = 'business' AND a.kind = $2
"""


def last_day(expires_at: datetime | None) -> str:
    """The last day on which points are good."""
    if expires_at is None:
        return "for ever"
    return f"until {(expires_at.astimezone(ZONE) - timedelta(seconds=1)).date()}"


def listed(parts: list[str]) -> str:
    """Parts as a page writes them."""
    return "; ".join(parts) or "none"


async def _lots(example: Example, member: UUID, state: str) -> str:
    rows = await db.fetch(LOTS, example.first.program_id, member, state, example.clock.moment)
    return listed([f"{row['remaining']} {last_day(row['expires_at'])}" for row in rows])


async def points(example: Example, member: UUID) -> str:
    """What can be spent."""
    found = await ledger.balances_for([member], now=example.clock.moment)
    return str(found[member].available)


async def waiting(example: Example, member: UUID) -> str:
    """What cannot be spent yet."""
    found = await ledger.balances_for([member], now=example.clock.moment)
    return str(found[member].pending)


async def lots(example: Example, member: UUID) -> str:
    """What the points are made of."""
    return await _lots(example, member, "open")


async def tier(example: Example, member: UUID) -> str:
    """The tier and the last day on which it is kept."""
    row = await db.fetchrow(TIER, example.first.program_id, member)
    return "none" if row is None else f"{row['name']}, kept until {row['keep_until']}"


async def stamp_cards(example: Example, member: UUID) -> str:
    """Each card: stamps of how many, and where it is full."""
    rows = await db.fetch(CARDS, example.first.program_id, member)
    return listed([f"{row['stamps']} of {row['stamps_needed']}" for row in rows if row["stamps"]])


async def vouchers(example: Example, member: UUID) -> str:
    """How many in which state."""
    rows = await db.fetch(VOUCHERS, example.first.program_id, member)
    return listed([f"{row['many']} {row['state']}" for row in rows])


def _stock(name: str) -> Callable[[Example, UUID], Awaitable[str]]:
    async def left(example: Example, _member: UUID) -> str:
        reward = example.offers[name]
        found = (await rewards.rewards_by_id(reward.program_id, [reward.id]))[reward.id]
        return str(found.stock_left)

    return left


def _account(kind: str, sign: int) -> Callable[[Example, UUID], Awaitable[str]]:
    async def total(example: Example, _member: UUID) -> str:
        return str(sign * await db.fetchval(BOOKS, example.first.program_id, kind))

    return total


FIGURES: dict[str, Callable[[Example, UUID], Awaitable[str]]] = {
    "points": points,
    "waiting": waiting,
    "lots": lots,
    "tier": tier,
    "stamps": stamp_cards,
    "vouchers": vouchers,
    "issued": _account("issued", -1),
    "spent": _account("redeemed", 1),
    "expired": _account("breakage", 1),
}


OF_SHOP = """
    SELECT coalesce(sum(e.amount), 0)::bigint FROM entry e JOIN account a ON a.id = e.account_id
    WHERE e.program_id = $1 AND a.owner_id = $2 AND a.kind = $3
"""
OWES = "SELECT coalesce(sum(remaining), 0)::bigint FROM lot WHERE program_id = $1 AND issuer_id = $2"
STATEMENT = """
    SELECT s.opening_minor, s.owed_minor, s.due_minor, s.closing_minor FROM settlement_statement s
    WHERE s.program_id = $1 AND s.business_id = $2 ORDER BY s.id DESC LIMIT 1
"""
PAYS = """
    SELECT p.amount_minor, b.name FROM settlement_payment p JOIN business b ON b.id = p.payee_id
    WHERE p.program_id = $1 AND p.payer_id = $2 ORDER BY p.id
"""


def money(minor_units: int) -> str:
    """`-6.00`."""
    sign = "-" if minor_units < 0 else ""
    return f"{sign}{abs(minor_units) // 100:,}.{abs(minor_units) % 100:02}"


async def of_shop(example: Example, name: str, shop: str) -> str:
    """A figure of one of several shops."""
    program, business = example.first.program_id, example.shops[shop].business_id
    if name == "owes points":
        return str(await db.fetchval(OWES, program, business))
    if name == "pays":
        rows = await db.fetch(PAYS, program, business)
        return listed([f"{money(row['amount_minor'])} to {row['name']}" for row in rows])
    if name in ("owed", "due", "closing"):
        row = await db.fetchrow(STATEMENT, program, business)
        return "" if row is None else money(row[f"{name}_minor"])
    kind, sign = {"issued": ("issued", -1), "spent here": ("redeemed", 1), "gets": ("clearing", 1)}[name]
    total = sign * await db.fetchval(OF_SHOP, program, business, kind)
    return money(total) if kind == "clearing" else str(total)


async def look(example: Example, name: str, who: str) -> str:
    """One figure as it is now."""
    if who in example.shops:
        return await of_shop(example, name, who)
    of = FIGURES.get(name) or _stock(name.removeprefix("pieces of "))
    return await of(example, await example.person(who))
