"""Bills of another system: whatever it says in whatever order, the books end where its last word puts them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from api import customers, ledger, purchases
from api.core import db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.purchases import ReturnPurchase, StatedBill, StatedChange, StatedOutcome
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.merges import verify_phone
from tests.factories.products import make_product
from tests.factories.purchases import balance_of, record_sale, traces

pytestmark = pytest.mark.integration

SOURCE = "e:test"
AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


async def someone(tenant: Tenant) -> UUID:
    """A new member."""
    return (await make_member(tenant)).membership_id


def a_bill(tenant: Tenant, member: UUID | None, key: str = "1", **values: object) -> StatedBill:
    """A bill of 1,000 rupees of one customer, 100 points."""
    told: dict[str, object] = {"membership_id": member, "bill_number": f"B-{key}"} | values
    amount = told.pop("amount_minor", 100_000)
    return StatedBill(key, tenant.store_id, AT, amount, **told)  # type: ignore[arg-type]


async def state(tenant: Tenant, *bills: StatedBill, is_history: bool = False) -> list[StatedOutcome]:
    """Says what the source has."""
    return await purchases.state_bills(SYSTEM, tenant.business_id, SOURCE, bills, is_history=is_history)


async def profile(outcome: StatedOutcome, tenant: Tenant) -> tuple[int, int, int]:
    """Balance, visits and spending of the outcome's member."""
    assert outcome.membership_id is not None
    found = await customers.members_by_id(
        tenant.program_id, [outcome.membership_id], business_id=tenant.business_id
    )
    member = found[outcome.membership_id]
    return await balance_of(outcome.membership_id), member.visits, member.spent_minor


@pytest.mark.parametrize("is_history", [True, False])
async def test_a_bill_is_new_then_the_same_then_another(tenant: Tenant, is_history: bool) -> None:
    """Given a bill, when it is told again it is the same; edited up and down, one posting each of the difference."""
    bill = a_bill(tenant, await someone(tenant))
    (first,) = await state(tenant, bill, is_history=is_history)
    assert (first.change, first.points, await profile(first, tenant)) == (
        StatedChange.NEW,
        100,
        (100, 1, 100_000),
    )
    before = await traces(tenant)
    (again,) = await state(tenant, bill, is_history=is_history)
    assert (again.change, await traces(tenant)) == (StatedChange.SAME, before)
    for amount, points in ((150_000, 150), (40_000, 40), (0, 0), (90_000, 90)):
        (edited,) = await state(tenant, bill._replace(amount_minor=amount), is_history=is_history)
        assert (edited.change, await profile(edited, tenant)) == (StatedChange.CHANGED, (points, 1, amount))
    assert await ledger.verify(tenant.program_id) == []


async def test_what_came_back_takes_its_share_and_may_be_corrected(tenant: Tenant) -> None:
    """Given returns that grow, shrink and vanish, then points follow in proportion, rounded for the customer."""
    bill = a_bill(tenant, await someone(tenant), amount_minor=99_900)
    (made,) = await state(tenant, bill)
    for returned, points in ((25_000, 75), (99_900, 0), (10_000, 90), (0, 99)):
        (made,) = await state(tenant, bill._replace(returned_minor=returned))
        assert (made.points, await profile(made, tenant)) == (points, (points, 1, 99_900 - returned))
    status = "SELECT status FROM purchase WHERE id = $1"
    assert await db.fetchval(status, made.purchase_id) == "recorded"
    await state(tenant, bill._replace(returned_minor=1))
    assert await db.fetchval(status, made.purchase_id) == "partly_returned"


async def test_another_customer_gets_the_whole_bill(tenant: Tenant) -> None:
    """Given a bill of one, when it turns out to be another's, and then nobody's, then points and visits move."""
    bill, other = a_bill(tenant, await someone(tenant)), await someone(tenant)
    (first,) = await state(tenant, bill)
    (moved,) = await state(tenant, bill._replace(membership_id=other, amount_minor=50_000))
    assert (await profile(first, tenant), await profile(moved, tenant)) == ((0, 0, 0), (50, 1, 50_000))
    (nobody,) = await state(tenant, bill._replace(membership_id=None))
    assert (nobody.membership_id, nobody.points, await profile(moved, tenant)) == (None, 0, (0, 0, 0))
    (back,) = await state(tenant, bill)
    assert await profile(back, tenant) == (100, 1, 100_000)


async def test_a_cancelled_bill_gives_nothing_and_may_come_back(tenant: Tenant) -> None:
    """Given a bill cancelled, then nothing counts; resurrected, all does again; an unknown one is not made."""
    bill = a_bill(tenant, await someone(tenant))
    (made,) = await state(tenant, bill)
    await state(tenant, bill._replace(is_cancelled=True))
    assert await profile(made, tenant) == (0, 0, 0)
    await state(tenant, bill)
    assert await profile(made, tenant) == (100, 1, 100_000)
    (unknown,) = await state(tenant, a_bill(tenant, None, "2", is_cancelled=True))
    assert (unknown.purchase_id, unknown.change) == (None, StatedChange.SAME)


async def test_spent_points_become_a_debt(tenant: Tenant) -> None:
    """Given points that were spent, when their bill is cancelled, then the card owes, and the next bill repays."""
    member = await make_member(tenant)
    await verify_phone(member)
    bill = a_bill(tenant, member.membership_id)
    (made,) = await state(tenant, bill)
    assert made.membership_id is not None
    await record_sale(tenant, 50_000, membership_id=made.membership_id, points_paid=100)
    held = await balance_of(made.membership_id)
    await state(tenant, bill._replace(is_cancelled=True))
    assert await balance_of(made.membership_id) == held - 100
    assert await ledger.verify(tenant.program_id) == []


async def test_lines_count_by_their_goods(tenant: Tenant) -> None:
    """Given lines of a known product, when the bill is stated and edited, then its lines are those of the last word."""
    product = await make_product(tenant, sku="TEA")
    line = purchases.LineInput(60_000, sku="TEA"), purchases.LineInput(40_000, sku="XYZ", name="Unknown")
    bill = a_bill(tenant, await someone(tenant), lines=line)
    (made,) = await state(tenant, bill)
    assert made.purchase_id is not None
    kept = (await purchases.lines_of([made.purchase_id]))[made.purchase_id]
    assert [(each.product_id, each.amount_minor, each.points) for each in kept] == [
        (product.id, 60_000, 60),
        (None, 40_000, 40),
    ]
    await state(tenant, bill._replace(lines=line[:1], amount_minor=60_000))
    kept = (await purchases.lines_of([made.purchase_id]))[made.purchase_id]
    assert [(each.amount_minor, each.points) for each in kept] == [(60_000, 60)]


async def test_a_till_cannot_return_what_the_source_keeps(tenant: Tenant) -> None:
    """Given a stated bill, when a till wants to take it back, then KEPT_ELSEWHERE and nothing changed."""
    (made,) = await state(tenant, a_bill(tenant, await someone(tenant)))
    assert made.purchase_id is not None
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.return_purchase(
            tenant.owner, tenant.business_id, ReturnPurchase("key-1", made.purchase_id)
        )
    assert (refused.value.code, await traces(tenant)) == ("KEPT_ELSEWHERE", before)


@pytest.mark.parametrize(
    ("bill", "code"),
    [
        ({"amount_minor": -1}, "AMOUNT_INVALID"),
        ({"amount_minor": 10**15}, "AMOUNT_INVALID"),
        ({"gift_card_minor": 100_001}, "AMOUNT_INVALID"),
        ({"returned_minor": -5}, "AMOUNT_INVALID"),
    ],
)
async def test_what_no_bill_can_be_is_refused_whole(
    tenant: Tenant, bill: dict[str, object], code: str
) -> None:
    """Given a batch with one impossible bill, then it is refused and nothing of the batch is there."""
    good = a_bill(tenant, await someone(tenant))
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await state(tenant, good, a_bill(tenant, None, "2", **bill))
    assert (refused.value.code, await traces(tenant)) == (code, before)


async def test_history_is_silent(tenant: Tenant) -> None:
    """Given history, edited too, then no sale is announced; a live bill is."""
    bill = a_bill(tenant, await someone(tenant))
    await state(tenant, bill, is_history=True)
    await state(tenant, bill._replace(amount_minor=50_000), is_history=True)
    told = "SELECT array_agg(name ORDER BY id) FROM outbox WHERE program_id = $1 AND name LIKE 'purchases.%'"
    assert await db.fetchval(told, tenant.program_id) is None
    await state(tenant, bill._replace(amount_minor=70_000))
    await state(tenant, a_bill(tenant, None, "2"))
    assert await db.fetchval(told, tenant.program_id) == ["purchases.restated", "purchases.recorded"]


def some_bill(tenant: Tenant, chance: Random, key: str, members: Sequence[UUID]) -> StatedBill:
    """Whatever a source may say of a bill."""
    amount = chance.choice((0, 1, 999, 12_345, 100_000, 777_777))
    return a_bill(
        tenant,
        chance.choice((None, *members)),
        key,
        amount_minor=amount,
        returned_minor=chance.choice((0, 0, amount // 3, amount, amount * 2)),
        gift_card_minor=chance.choice((0, 0, amount // 2)),
        earns=chance.random() < 0.9,
        is_cancelled=chance.random() < 0.2,
    )


@pytest.mark.parametrize("seed", range(6))
async def test_any_order_of_words_ends_where_the_last_one_says(
    tenant: Tenant, other: Tenant, seed: int
) -> None:
    """Given random words about ten bills, then every balance is that of a business which heard only the last ones."""
    chance, phones = Random(seed), [some_phone() for _ in range(3)]
    mine, theirs = [
        [(await make_member(each, phone=phone)).membership_id for phone in phones] for each in (tenant, other)
    ]
    last: dict[str, StatedBill] = {}
    for _ in range(40):
        words = {
            key: some_bill(tenant, chance, key, mine)
            for key in chance.sample([str(each) for each in range(10)], chance.randint(1, 4))
        }
        last |= words
        await state(tenant, *words.values(), is_history=chance.random() < 0.4)
    same = dict(zip(mine, theirs, strict=True))
    told = [
        bill._replace(
            store_id=other.store_id,
            membership_id=same[bill.membership_id] if bill.membership_id else None,
        )
        for bill in last.values()
    ]
    await state(other, *told, is_history=False)
    assert await standing(tenant) == await standing(other)
    assert await ledger.verify(tenant.program_id) == []
    await state(tenant, *last.values())
    assert await standing(tenant) == await standing(other)


@pytest.fixture
async def other(db: None) -> Tenant:
    """A business that hears only the last word."""
    return await make_business(name="Sari Palace")


async def standing(tenant: Tenant) -> list[tuple[object, ...]]:
    """What each customer has, by phone."""
    rows = await db.fetch(
        """SELECT claim.phone, coalesce(account.balance, 0) AS points, profile.visits, profile.spent_minor
        FROM membership AS card JOIN phone_claim AS claim ON claim.person_id = card.person_id
        JOIN profile ON profile.membership_id = card.id
        LEFT JOIN account ON account.owner_id = card.id AND account.kind = 'available'
        WHERE card.program_id = $1 AND (profile.visits <> 0 OR account.balance <> 0 OR profile.spent_minor <> 0)
        ORDER BY claim.phone""",
        tenant.program_id,
    )
    return [tuple(row) for row in rows]
