"""Points that end on a known day, and what was told of them."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import orjson

from api import ledger
from api.businesses import ExpiryKind
from api.core import clock, db
from api.ledger import rules
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.ledger import FOREVER, Books

ZONE = "Asia/Kolkata"
MONTHLY = replace(FOREVER, expiry_kind=ExpiryKind.ROLLING_MONTHS, expiry_months=1)


def today() -> date:
    """The day in Kolkata."""
    return clock.local_date(clock.now(), ZONE)


def in_days(number: int) -> date:
    """That many days from today."""
    return today() + timedelta(days=number)


async def a_shop() -> tuple[Tenant, Books]:
    """A business with a member, and books to post in."""
    tenant = await make_business()
    member = await make_member(tenant)
    books = Books(tenant.program_id, tenant.business_id, member.membership_id)
    return tenant, books


async def give(books: Books, points: int, last: date, member: UUID | None = None, **more: UUID) -> None:
    """Points good through that day."""
    request = books.request(clock.now(), membership_id=member or books.member, **more)
    await ledger.opening_balance(request, points, rules.end_of(last, ZONE))


async def ends(books: Books, member: UUID | None = None) -> dict[date, int]:
    """What is left, by its last day."""
    rows = await db.fetch(
        "SELECT expires_at, sum(remaining)::bigint AS points FROM lot WHERE membership_id = $1 AND state = 'open' "
        "GROUP BY expires_at",
        member or books.member,
    )
    found = [
        (clock.local_date(row["expires_at"] - timedelta(seconds=1), ZONE), row["points"]) for row in rows
    ]
    return dict(found)


async def facts(tenant: Tenant, name: str) -> list[dict[str, object]]:
    """Payloads of facts of that name."""
    rows = await db.fetch(
        "SELECT payload::text AS payload FROM outbox WHERE program_id = $1 AND name = $2 ORDER BY id",
        tenant.program_id,
        name,
    )
    return [orjson.loads(row["payload"]) for row in rows]


async def db_value(sql: str, *arguments: object) -> object:
    """One value."""
    return await db.fetchval(sql, *arguments)
