"""Recording sales: points on the card, once per key, and nothing at all where it is refused."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api import businesses, customers, ledger, purchases
from api.businesses import EarnRate, LimitMode, PointLimits
from api.core import clock, db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.core.money import Money
from api.purchases import EarnConditions, EarnRuleKind, LineInput, NewEarnRule, PurchaseStatus
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.purchases import a_sale, balance_of, record_sale, traces

pytestmark = pytest.mark.integration


async def verified_member(tenant: Tenant) -> customers.Member:
    """A member who has proved the phone number."""
    member = await make_member(tenant)
    await db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)
    return member


async def test_a_sale_becomes_points(db: None) -> None:
    """Given 1 point per 10 rupees, when a member buys for 640, then the bill, the card and the profile say so."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = replace(a_sale(tenant, membership_id=member.membership_id), bill_number="B-17")
    recorded = await purchases.record(tenant.owner, tenant.business_id, sale)
    bill = recorded.purchase
    assert not recorded.is_replay
    assert (bill.points_earned, bill.eligible_minor, bill.status) == (64, 64_000, PurchaseStatus.RECORDED)
    assert (bill.bill_number, bill.staff_name, bill.membership_id) == (
        "B-17",
        "Asha Rao",
        member.membership_id,
    )
    assert [(step.rule, step.points) for step in bill.explanation] == [("Base rate: 1 point per 10 INR", 64)]
    assert await balance_of(member.membership_id) == 64
    seen = await customers.members_by_id(
        tenant.program_id, [member.membership_id], business_id=tenant.business_id
    )
    profile = seen[member.membership_id]
    assert (profile.visits, profile.spent_minor, profile.last_visit_at) == (1, 64_000, bill.occurred_at)
    assert await ledger.verify(tenant.program_id) == []


async def test_a_new_phone_is_enrolled(db: None) -> None:
    """Given an unknown number, when it is given at the till, then there is a member with the points."""
    tenant = await make_business()
    phone = some_phone()
    recorded = await purchases.record(tenant.owner, tenant.business_id, a_sale(tenant, phone=phone))
    assert recorded.purchase.membership_id is not None
    assert await balance_of(recorded.purchase.membership_id) == 64
    again = await purchases.record(
        tenant.owner, tenant.business_id, a_sale(tenant, phone=phone.removeprefix("+91"))
    )
    assert again.purchase.membership_id == recorded.purchase.membership_id


async def test_an_anonymous_bill_earns_nothing(db: None) -> None:
    """Given nobody, when a bill is recorded, then it counts for the store and no points are posted."""
    tenant = await make_business()
    bill = await record_sale(tenant)
    assert (bill.membership_id, bill.points_earned, bill.eligible_minor) == (None, 0, 64_000)
    assert (await traces(tenant))["postings"] == 0


async def test_lines_are_kept_with_their_points(db: None) -> None:
    """Given a bill with lines, when it is recorded, then each line keeps what it earned."""
    tenant = await make_business()
    member = await make_member(tenant)
    lines = (LineInput(40_000, name="Loaf", quantity_milli=2_000), LineInput(24_000, sku="X-1"))
    sale = a_sale(tenant, membership_id=member.membership_id, lines=lines)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    kept = (await purchases.lines_of([bill.id]))[bill.id]
    assert [
        (each.seq, each.name, each.sku, each.quantity_milli, each.amount_minor, each.points) for each in kept
    ] == [
        (1, "Loaf", "", 2_000, 40_000, 40),
        (2, "", "X-1", 1_000, 24_000, 24),
    ]


async def test_gift_card_and_points_earn_nothing(db: None) -> None:
    """Given 100 points worth 10 paise each and a gift card of 40, when a bill of 150 is paid, then 100 rupees earn."""
    tenant = await make_business()
    member = await verified_member(tenant)
    await record_sale(tenant, 100_000, membership_id=member.membership_id)
    assert await balance_of(member.membership_id) == 100
    sale = a_sale(tenant, 15_000, membership_id=member.membership_id, gift_card_minor=4_000, points_paid=100)
    bill = (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase
    rules = await businesses.rules_for(tenant.program_id)
    assert rules.point_value_micro_minor == 10_000_000
    assert (bill.gift_card_minor, bill.points_paid, bill.points_paid_minor) == (4_000, 100, 1_000)
    assert (bill.eligible_minor, bill.points_earned) == (10_000, 10)
    assert await balance_of(member.membership_id) == 10
    assert await ledger.verify(tenant.program_id) == []


async def test_first_purchase_is_first_once_even_in_a_race(db: None) -> None:
    """Given a bonus for the first purchase, when a member buys eight times at once, then it is given once."""
    tenant = await make_business()
    member = await make_member(tenant)
    welcome = NewEarnRule(
        "Welcome", EarnRuleKind.BONUS, conditions=EarnConditions(first_purchase=True), bonus_points=500
    )
    await purchases.save_earn_rule(tenant.owner, tenant.business_id, welcome)
    bills = await asyncio.gather(
        *(record_sale(tenant, 10_000, membership_id=member.membership_id) for _ in range(8))
    )
    assert sorted(bill.points_earned for bill in bills) == [10] * 7 + [510]
    assert await balance_of(member.membership_id) == 580


async def test_birthday_month_doubles(db: None) -> None:
    """Given a double in the birthday month, when a member buys in it, then the sale earns twice."""
    tenant = await make_business()
    member = await make_member(tenant)
    month = clock.local_date(clock.now(), "Asia/Kolkata").month
    await db_birth_month(tenant, member.membership_id, month)
    twice = NewEarnRule(
        "Birthday",
        EarnRuleKind.MULTIPLIER,
        conditions=EarnConditions(birthday_month=True),
        multiplier_bp=20_000,
    )
    await purchases.save_earn_rule(tenant.owner, tenant.business_id, twice)
    assert (await record_sale(tenant, 10_000, membership_id=member.membership_id)).points_earned == 20
    await db_birth_month(tenant, member.membership_id, month % 12 + 1)
    assert (await record_sale(tenant, 10_000, membership_id=member.membership_id)).points_earned == 10


async def db_birth_month(tenant: Tenant, membership_id: UUID, month: int) -> None:
    """Sets a member's birthday to the first of a month."""
    await db.execute(
        "UPDATE profile SET birth_month = $3, birth_day = 1 WHERE program_id = $1 AND membership_id = $2",
        tenant.program_id,
        membership_id,
        month,
    )


async def test_a_partner_s_own_rate(db: None) -> None:
    """Given a coalition whose partner gives double, when a member buys at both, then each rate holds for itself."""
    first = await make_business()
    second = await make_business(
        name="Niva Pharmacy", earn_rate=EarnRate(2, 1000), program_id=first.program_id
    )
    member = await make_member(first)
    assert (await record_sale(first, 10_000, membership_id=member.membership_id)).points_earned == 10
    assert (await record_sale(second, 10_000, membership_id=member.membership_id)).points_earned == 20
    assert await balance_of(member.membership_id) == 30


async def test_a_cap_is_told_in_the_explanation(db: None) -> None:
    """Given at most 50 points per transaction, when a sale would earn 64, then 50 are given and the step says why."""
    limits = PointLimits(mode=LimitMode.CAP, per_transaction=50)
    tenant = await make_business(rules={"limits": limits})
    member = await make_member(tenant)
    bill = await record_sale(tenant, membership_id=member.membership_id)
    assert bill.points_earned == 50
    assert [step.points for step in bill.explanation] == [64, -14]
    assert await balance_of(member.membership_id) == 50


async def test_forty_same_keys_at_once_earn_once(db: None) -> None:
    """Given one sale sent 40 times at once, when all are answered, then one recorded it and 39 replay that bill."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = a_sale(tenant, membership_id=member.membership_id)
    answers = await asyncio.gather(
        *(purchases.record(tenant.owner, tenant.business_id, sale) for _ in range(40))
    )
    assert sum(answer.is_replay for answer in answers) == 39
    assert len({answer.purchase.id for answer in answers}) == 1
    assert {answer.purchase.points_earned for answer in answers} == {64}
    assert await balance_of(member.membership_id) == 64
    left = await traces(tenant)
    assert (left["bills"], left["postings"], left["visits"], left["spent"]) == (1, 1, 1, 64_000)
    assert await ledger.verify(tenant.program_id) == []


async def test_forty_same_keys_of_an_unknown_phone(db: None) -> None:
    """Given a number that nobody knows, when its first sale is sent 40 times at once, then one member earned once."""
    tenant = await make_business()
    sale = a_sale(tenant, phone=some_phone())
    answers = await asyncio.gather(
        *(purchases.record(tenant.owner, tenant.business_id, sale) for _ in range(40))
    )
    assert len({answer.purchase.id for answer in answers}) == 1
    left = await traces(tenant)
    assert (left["bills"], left["members"], left["points"]) == (1, 1, 64)


async def test_a_key_with_other_content_is_refused(db: None) -> None:
    """Given a recorded sale, when its key comes with another amount, then it is refused and nothing changes."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = a_sale(tenant, membership_id=member.membership_id)
    await purchases.record(tenant.owner, tenant.business_id, sale)
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.record(tenant.owner, tenant.business_id, replace(sale, amount=Money(64_001, "INR")))
    assert (refused.value.code, refused.value.path) == ("IDEMPOTENCY_MISMATCH", ("idempotencyKey",))
    assert await traces(tenant) == before


async def test_keys_of_two_businesses_do_not_meet(db: None) -> None:
    """Given two partners of one program, when both use the same key, then both bills are recorded."""
    first = await make_business()
    second = await make_business(name="Niva Pharmacy", program_id=first.program_id)
    for tenant in (first, second):
        recorded = await purchases.record(tenant.owner, tenant.business_id, a_sale(tenant, key="same"))
        assert not recorded.is_replay
    assert (await traces(first))["bills"] == 2


async def test_a_replay_is_answered_after_its_token_ended(db: None) -> None:
    """Given a recorded sale, when its retry carries a token that ended, then the first result comes back."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = a_sale(tenant, membership_id=member.membership_id)
    first = await purchases.record(tenant.owner, tenant.business_id, sale)
    problem = Refusal("The token ended.")
    again = await purchases.record(tenant.owner, tenant.business_id, replace(sale, customer_problem=problem))
    assert (again.is_replay, again.purchase.id) == (True, first.purchase.id)
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        fresh = replace(sale, idempotency_key=uuid4().hex, customer_problem=problem)
        await purchases.record(tenant.owner, tenant.business_id, fresh)
    assert refused.value is problem
    assert await traces(tenant) == before


CASES: list[tuple[dict[str, object], str, tuple[str, ...]]] = [
    ({"amount": Money(0, "INR")}, "AMOUNT_INVALID", ("amount", "minorUnits")),
    ({"amount": Money(-500, "INR")}, "AMOUNT_INVALID", ("amount", "minorUnits")),
    ({"amount": Money(100_000_001, "INR")}, "AMOUNT_INVALID", ("amount", "minorUnits")),
    ({"amount": Money(64_000, "USD")}, "CURRENCY_MISMATCH", ("amount", "currency")),
    ({"gift_card": Money(64_001, "INR")}, "AMOUNT_INVALID", ("giftCard", "minorUnits")),
    ({"store_id": uuid4()}, "STORE_UNKNOWN", ("storeId",)),
    ({"occurred_at": clock.now() + timedelta(minutes=30)}, "DATE_IN_FUTURE", ("occurredAt",)),
    ({"occurred_at": clock.now() - timedelta(days=731)}, "DATE_TOO_OLD", ("occurredAt",)),
    ({"lines": (LineInput(63_999),)}, "LINES_MISMATCH", ("lines",)),
    ({"lines": (LineInput(0),) * 500 + (LineInput(64_000),)}, "LINES_MISMATCH", ("lines",)),
    ({"lines": (LineInput(64_000, sku="x" * 81),)}, "BAD_INPUT", ("lines", "0", "sku")),
    ({"membership_id": uuid4()}, "NOT_FOUND", ("customerId",)),
    ({"membership_id": None, "phone": "12"}, "BAD_PHONE", ("phone",)),
    ({"phone": "+919822041763"}, "BAD_INPUT", ("phone",)),
    ({"points_paid": 1}, "PHONE_UNVERIFIED", ("pointsPaid",)),
    ({"points_paid": -1}, "AMOUNT_INVALID", ("pointsPaid",)),
    ({"points_paid": 10_000}, "AMOUNT_INVALID", ("pointsPaid",)),
    ({"idempotency_key": ""}, "BAD_INPUT", ("idempotencyKey",)),
    ({"bill_number": "\x00"}, "BAD_INPUT", ("billNumber",)),
]


@pytest.mark.parametrize(("change", "code", "path"), CASES)
async def test_refusals_change_nothing(
    db: None, change: dict[str, object], code: str, path: tuple[str, ...]
) -> None:
    """Given a till that sends what cannot be, when it is refused, then code and path tell and nothing is left."""
    tenant = await make_business()
    member = await make_member(tenant)
    sale = replace(a_sale(tenant, membership_id=member.membership_id), **change)  # type: ignore[arg-type]
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.record(tenant.owner, tenant.business_id, sale)
    assert (refused.value.code, refused.value.path) == (code, path)
    assert await traces(tenant) == before


async def test_insufficient_points_undo_the_enrolment_too(db: None) -> None:
    """Given a verified member without points, when 10 are to pay, then nothing of the sale remains."""
    tenant = await make_business()
    member = await verified_member(tenant)
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await record_sale(tenant, membership_id=member.membership_id, points_paid=10)
    assert refused.value.code == "INSUFFICIENT_POINTS"
    assert await traces(tenant) == before


async def test_a_limit_that_refuses_undoes_the_enrolment(db: None) -> None:
    """Given at most 50 points per transaction, when a new phone would earn 64, then nobody is enrolled."""
    tenant = await make_business(rules={"limits": PointLimits(per_transaction=50)})
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.record(tenant.owner, tenant.business_id, a_sale(tenant, phone=some_phone()))
    assert refused.value.code == "LIMIT_REACHED"
    assert await traces(tenant) == before


async def test_other_tenants_stores_and_members_are_unknown(db: None) -> None:
    """Given two businesses, when one names the other's store or member, then they are unknown and nothing changes."""
    ours, theirs = await make_business(), await make_business(name="Tin Robot")
    member = await make_member(theirs)
    before = await traces(ours), await traces(theirs)
    for change, code in (
        ({"store_id": theirs.store_id}, "STORE_UNKNOWN"),
        ({"membership_id": member.membership_id}, "NOT_FOUND"),
    ):
        with pytest.raises(Refusal) as refused:
            await purchases.record(ours.owner, ours.business_id, replace(a_sale(ours), **change))  # type: ignore[arg-type]
        assert refused.value.code == code
    assert (await traces(ours), await traces(theirs)) == before


async def test_a_closed_store_sells_nothing(db: None) -> None:
    """Given a store that was closed, when it sends a sale, then it is unknown; an old sale still replays."""
    tenant = await make_business()
    sale = a_sale(tenant)
    await purchases.record(tenant.owner, tenant.business_id, sale)
    await businesses.update_store(SYSTEM, tenant.business_id, tenant.store_id, {"is_active": False})
    with pytest.raises(Refusal) as refused:
        await record_sale(tenant)
    assert refused.value.code == "STORE_UNKNOWN"
    assert (await purchases.record(tenant.owner, tenant.business_id, sale)).is_replay
