"""Points that live longer by hand, and points that wait no longer: extended, reinstated, released, cancelled."""

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest

from api import businesses, ledger
from api.businesses import ExpiryKind, PendingKind
from api.core import clock, db
from api.core.errors import BadInput, IdempotencyMismatch, NotFound, Refusal
from api.ledger import ExtendPoints, rules
from api.ledger.queries import extensions_by_id
from api.ledger.service import expiry
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.ledger import FOREVER, NOON, Books, day

pytestmark = pytest.mark.integration

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


async def extend(
    tenant: Tenant,
    span: tuple[int, int, int],
    member: UUID | None = None,
    key: str = "",
    reason: str = "Thanks",
) -> ledger.ExtensionInfo:
    """From, to and until as days from today."""
    wanted = ExtendPoints(in_days(span[0]), in_days(span[1]), in_days(span[2]), member)
    return await ledger.extend(tenant.owner, tenant.business_id, wanted, key or uuid4().hex, reason)


async def facts(tenant: Tenant, name: str) -> list[dict[str, object]]:
    """Payloads of facts of that name."""
    rows = await db.fetch(
        "SELECT payload::text AS payload FROM outbox WHERE program_id = $1 AND name = $2 ORDER BY id",
        tenant.program_id,
        name,
    )
    return [orjson.loads(row["payload"]) for row in rows]


async def test_an_extension_moves_what_is_in_the_span(db: None) -> None:
    """Given lots of several days and of a partner, when a span is extended, then its own lots move once."""
    tenant, books = await a_shop()
    partner = await make_business(program_id=tenant.program_id)
    for points, ahead in ((10, 2), (20, 5), (40, 9), (80, 30)):
        await give(books, points, in_days(ahead))
    await give(books, 3, in_days(5), business_id=partner.business_id)
    wanted = ExtendPoints(in_days(5), in_days(9), in_days(60))
    preview = await ledger.preview_extension(tenant.business_id, wanted)
    assert (preview.members, preview.lots, preview.points) == (1, 2, 60)

    made = await extend(tenant, (5, 9, 60), key="one")
    assert (made.state, made.members, made.lots, made.points) == ("done", 1, 2, 60)
    assert await ends(books) == {in_days(2): 10, in_days(5): 3, in_days(60): 60, in_days(30): 80}
    again = await extend(tenant, (5, 9, 60), key="one")
    assert again == made
    with pytest.raises(IdempotencyMismatch):
        await extend(tenant, (5, 9, 61), key="one")
    told = await facts(tenant, "ledger.expiry_extended")
    assert [(fact["points"], fact["day"]) for fact in told] == [(60, in_days(60).isoformat())]
    audited = "SELECT count(*) FROM audit_entry WHERE program_id = $1 AND action = 'points.extend'"
    assert await db_value(audited, tenant.program_id) == 1
    assert await ledger.verify(tenant.program_id) == []


async def db_value(sql: str, *arguments: object) -> object:
    """One value."""
    return await db.fetchval(sql, *arguments)


async def test_one_members_points_alone(db: None) -> None:
    """Given two members, when one's are extended, then the other's stay; a stranger's are not found."""
    tenant, books = await a_shop()
    other = (await make_member(tenant)).membership_id
    await give(books, 10, in_days(3))
    await give(books, 20, in_days(3), other)
    made = await extend(tenant, (0, 9, 20), books.member)
    assert (made.lots, made.points) == (1, 10)
    assert await ends(books, other) == {in_days(3): 20}
    stranger = await make_member(await make_business())
    with pytest.raises(NotFound):
        await extend(tenant, (0, 9, 20), stranger.membership_id)


async def test_a_large_extension_goes_on_in_steps(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given 23 members, when a step looks at five groups, then the job finishes what was begun, and counts all once."""
    monkeypatch.setattr(expiry, "BATCH_GROUPS", 5)
    tenant, books = await a_shop()
    members = [(await make_member(tenant)).membership_id for _ in range(23)]
    for member in members:
        await give(books, 10, in_days(3), member)
        await give(books, 1, in_days(4), member)
    made = await extend(tenant, (1, 5, 30))
    assert (made.state, made.members) == ("running", 5)
    assert await ledger.continue_extensions() >= 1
    found = await ledger_extension(tenant, made.id)
    assert (found.state, found.members, found.lots, found.points) == ("done", 23, 46, 253)
    assert await ends(books, members[22]) == {in_days(30): 11}


async def ledger_extension(tenant: Tenant, key: UUID) -> ledger.ExtensionInfo:
    """As it stands now."""
    return (await extensions_by_id(tenant.program_id, [key]))[key]


@pytest.mark.parametrize("span", [(5, 3, 9), (-9, -5, 20), (0, 9, 9), (0, 9, 4_000)])
async def test_a_wrong_span_is_refused(db: None, span: tuple[int, int, int]) -> None:
    """Given points, when a span is over, upside down or not before its new day, then nothing moves."""
    tenant, books = await a_shop()
    await give(books, 10, in_days(3))
    with pytest.raises(BadInput):
        await extend(tenant, span)
    with pytest.raises(BadInput):
        await extend(tenant, (0, 9, 20), reason="  ")
    assert await ends(books) == {in_days(3): 10}


async def test_rivals_spend_while_points_are_extended(db: None) -> None:
    """Given 100 points, when ten spend 20 while they are extended, then five do and the books are sound."""
    tenant, books = await a_shop()
    await give(books, 100, in_days(3))

    async def spend() -> str:
        try:
            await ledger.redeem(books.request(clock.now()), 20)
        except Refusal as refusal:
            return refusal.code
        return "spent"

    found = await asyncio.gather(extend(tenant, (0, 9, 20)), *(spend() for _ in range(10)))
    assert found[1:].count("spent") == 5
    assert await ledger.verify(tenant.program_id) == []


async def expired(books: Books, tenant: Tenant, *points: int) -> UUID:
    """Points that expired yesterday; the expiry's transaction."""
    for each in points:
        request = books.request(clock.now() - timedelta(days=9))
        end = clock.now() - timedelta(days=1)
        await ledger.opening_balance(request, each, end, now=clock.now() - timedelta(days=9))
    await ledger.expire(tenant.program_id, clock.now())
    found = await db.fetchval(
        "SELECT id FROM tx WHERE membership_id = $1 AND kind = 'expire' ORDER BY recorded_at DESC LIMIT 1",
        books.member,
    )
    assert isinstance(found, UUID)
    return found


async def reinstate(
    tenant: Tenant, tx_id: UUID, points: int | None = None, key: str = "", until: date | None = None
) -> ledger.Posting:
    """By the owner."""
    return await ledger.reinstate_by_hand(
        tenant.owner, tenant.business_id, tx_id, points, until, key or uuid4().hex, "We were closed"
    )


async def test_expired_points_come_back(db: None) -> None:
    """Given 50 expired points, when 20 and then all are given back, then breakage gives them back, and no more can."""
    tenant, books = await a_shop()
    tx_id = await expired(books, tenant, 30, 20)
    assert await books.sums() == {"opening": -50, "breakage": 50}
    first = await reinstate(tenant, tx_id, 20, key="one", until=in_days(10))
    assert (first.points, first.balance, first.is_replay) == (20, 20, False)
    assert (await reinstate(tenant, tx_id, 20, key="one", until=in_days(10))).is_replay
    assert (await reinstate(tenant, tx_id)).points == 30
    assert await books.sums() == {"opening": -50, "available": 50}
    assert await ends(books) == {in_days(10): 20, in_days(30): 30}
    with pytest.raises(ledger.ReversalTooLarge):
        await reinstate(tenant, tx_id)
    assert await facts(tenant, "ledger.points_reinstated") != []
    assert await ledger.verify(tenant.program_id) == []


async def test_a_return_after_reinstatement_takes_them(db: None) -> None:
    """Given points that expired and came back, when their purchase is returned, then they are taken, once."""
    tenant, books = await a_shop()
    given = await ledger.earn(
        books.request(clock.now() - timedelta(days=40)), 30, MONTHLY, now=clock.now() - timedelta(days=40)
    )
    await ledger.expire(tenant.program_id, clock.now())
    tx_id = await db_value("SELECT id FROM tx WHERE membership_id = $1 AND kind = 'expire'", books.member)
    assert isinstance(tx_id, UUID)
    await reinstate(tenant, tx_id, 10)
    back = await ledger.reverse_earn(books.request(clock.now()), given.tx_id, 30, MONTHLY)
    assert back.result == {
        "target": 30,
        "own": 10,
        "others": 0,
        "expired": 20,
        "shortfall": 0,
        "policy": "debt",
    }
    assert await ledger.verify(tenant.program_id) == []


async def test_when_and_whose_expiry_can_be_undone(db: None) -> None:
    """Given an expiry, when the window is over or another business asks, then it is refused and nothing moved."""
    tenant, books = await a_shop()
    tx_id = await expired(books, tenant, 30)
    partner = await make_business(program_id=tenant.program_id)
    with pytest.raises(NotFound):
        await reinstate(partner, tx_id)
    with pytest.raises(BadInput):
        await reinstate(tenant, tx_id, until=in_days(-1))
    await businesses.update_program(
        tenant.owner, tenant.program_id, {"reinstate_within_days": 0}, business_id=tenant.business_id
    )
    with pytest.raises(ledger.ReinstatementClosed):
        await reinstate(tenant, tx_id)
    assert await books.sums() == {"opening": -30, "breakage": 30}


async def test_two_who_give_back_at_once(db: None) -> None:
    """Given 30 expired points, when five give back 20 at once, then one does."""
    tenant, books = await a_shop()
    tx_id = await expired(books, tenant, 30)

    async def attempt() -> str:
        try:
            await reinstate(tenant, tx_id, 20)
        except Refusal as refusal:
            return refusal.code
        return "given"

    found = await asyncio.gather(*(attempt() for _ in range(5)))
    assert sorted(found) == ["REVERSAL_TOO_LARGE"] * 4 + ["given"]


WAITING = replace(MONTHLY, pending_kind=PendingKind.EVENT, pending_days=30)


async def test_waiting_points_are_released_once(books: Books) -> None:
    """Given points that wait for an event, when it comes twice, then they are spendable once and expire a month on."""
    given = await books.earn(30, WAITING)
    assert await books.balance() == (0, 30)
    request = books.request(day(2))
    done = await ledger.release_pending(request, given.tx_id, WAITING, now=day(2))
    assert (done.points, done.balance, done.pending) == (30, 30, 0)
    assert (await ledger.release_pending(request, given.tx_id, WAITING, now=day(2))).is_replay
    with pytest.raises(ledger.PointsNotPending):
        await ledger.release_pending(books.request(day(3)), given.tx_id, WAITING, now=day(3))
    assert await ledger.release(books.program_id, day(40)) == 0
    end = await db.fetchval("SELECT expires_at FROM lot WHERE tx_id = $1", given.tx_id)
    assert end == rules.expires_at(WAITING, NOON, day(2))


async def test_released_points_repay_a_debt(books: Books) -> None:
    """Given a debt of 20, when 30 that waited are released, then ten can be spent."""
    spent = await books.earn(20)
    await books.redeem(20)
    await ledger.reverse_earn(books.request(), spent.tx_id, 20, FOREVER, now=NOON)
    waiting = await books.earn(30, WAITING)
    assert await books.balance() == (-20, 30)
    done = await ledger.release_pending(books.request(), waiting.tx_id, WAITING, now=NOON)
    assert (done.balance, done.pending) == (10, 0)
    assert await books.lots() == [(20, 0, "used"), (30, 10, "open")]


async def test_waiting_points_are_cancelled_once(books: Books) -> None:
    """Given points that wait, when they are cancelled twice, then they are gone once; released ones cannot be."""
    given = await books.earn(30, WAITING)
    request = books.request(day(1))
    assert (await ledger.cancel_pending(request, given.tx_id, WAITING, now=day(1))).points == -30
    assert (await ledger.cancel_pending(request, given.tx_id, WAITING, now=day(1))).is_replay
    assert await books.balance() == (0, 0)
    other = await books.earn(30, WAITING)
    await ledger.release_pending(books.request(day(1)), other.tx_id, WAITING, now=day(1))
    with pytest.raises(ledger.PointsNotPending):
        await ledger.cancel_pending(books.request(day(1)), other.tx_id, WAITING, now=day(1))
    assert await books.balance() == (30, 0)


async def test_sweep_and_event_at_once(db: None) -> None:
    """Given points whose time has come, when sweeps and events race, then they are released once."""
    books = Books()
    given = await books.earn(30, replace(WAITING, pending_days=1))

    async def event() -> str:
        try:
            await ledger.release_pending(books.request(day(5)), given.tx_id, WAITING, now=day(5))
        except Refusal as refusal:
            return refusal.code
        return "released"

    sweeps = [ledger.release(books.program_id, day(5)) for _ in range(3)]
    found = await asyncio.gather(*sweeps, *(event() for _ in range(5)))
    assert sum(each == 1 for each in found[:3]) + found.count("released") == 1
    assert await books.balance(day(5)) == (30, 0)
    assert await ledger.verify(books.program_id) == []


def test_moments_are_whole_days() -> None:
    assert rules.end_of(date(2026, 3, 31), ZONE) == rules.start_of(date(2026, 4, 1), ZONE)
    assert isinstance(rules.start_of(date(2026, 4, 1), ZONE), datetime)
