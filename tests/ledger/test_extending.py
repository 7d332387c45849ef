"""Points that live longer by hand."""

import asyncio
from datetime import date, datetime
from uuid import UUID, uuid4

import pytest

from api import ledger
from api.core import clock
from api.core.errors import BadInput, IdempotencyMismatch, NotFound, Refusal
from api.ledger import ExtendPoints, rules
from api.ledger.queries import extensions_by_id
from api.ledger.service import expiry
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.ledger.spans import ZONE, a_shop, db_value, ends, facts, give, in_days

pytestmark = pytest.mark.integration


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


def test_moments_are_whole_days() -> None:
    assert rules.end_of(date(2026, 3, 31), ZONE) == rules.start_of(date(2026, 4, 1), ZONE)
    assert isinstance(rules.start_of(date(2026, 4, 1), ZONE), datetime)
