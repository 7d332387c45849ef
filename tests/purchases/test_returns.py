"""Returns and voids: points follow the goods, once, and never more than there is."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from api import customers, ledger, purchases
from api.businesses import EarnRate
from api.core import db
from api.core.errors import Refusal
from api.core.money import Money
from api.purchases import (
    LineInput,
    PurchaseInfo,
    PurchaseStatus,
    RecordedReturn,
    ReturnKind,
    ReturnPurchase,
)
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.purchases import a_sale, balance_of, record_sale, traces

pytestmark = pytest.mark.integration


def a_return(
    bill: PurchaseInfo, amount_minor: int | None = None, *, key: str | None = None
) -> ReturnPurchase:
    """A return of an amount, or of the whole."""
    amount = None if amount_minor is None else Money(amount_minor, "INR")
    return ReturnPurchase(key or uuid4().hex, bill.id, amount=amount, reason="Stale")


async def give_back(tenant: Tenant, bill: PurchaseInfo, amount_minor: int | None = None) -> RecordedReturn:
    """A return, made."""
    return await purchases.return_purchase(tenant.owner, tenant.business_id, a_return(bill, amount_minor))


async def bought(tenant: Tenant, amount_minor: int = 30_000, **values: object) -> PurchaseInfo:
    """A bill of a new member."""
    member = await make_member(tenant)
    sale = a_sale(tenant, amount_minor, membership_id=member.membership_id, **values)  # type: ignore[arg-type]
    return (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase


async def card_of(bill: PurchaseInfo) -> int:
    """The balance of the bill's member."""
    assert bill.membership_id is not None
    return await balance_of(bill.membership_id)


async def test_a_whole_return_takes_all_back(db: None) -> None:
    """Given a bill that earned 30, when all of it comes back, then the card is empty and the profile's spending too."""
    tenant = await make_business()
    bill = await bought(tenant)
    answer = await give_back(tenant, bill)
    assert (answer.purchase_return.kind, answer.purchase_return.amount_minor) == (ReturnKind.WHOLE, 30_000)
    assert (answer.purchase_return.points_taken_back, answer.purchase_return.reason) == (30, "Stale")
    assert (answer.purchase.status, answer.purchase.returned_minor) == (PurchaseStatus.RETURNED, 30_000)
    assert await card_of(bill) == 0
    assert bill.membership_id is not None
    seen = await customers.members_by_id(
        tenant.program_id, [bill.membership_id], business_id=tenant.business_id
    )
    assert (seen[bill.membership_id].visits, seen[bill.membership_id].spent_minor) == (1, 0)
    assert await ledger.verify(tenant.program_id) == []


async def test_three_thirds_sum_exactly(db: None) -> None:
    """Given a bill of 300 at 100 points, when three returns of 100 are made, then 33, 33 and 34 points go."""
    tenant = await make_business(earn_rate=EarnRate(1, 300))
    bill = await bought(tenant)
    assert bill.points_earned == 100
    answers = [await give_back(tenant, bill, 10_000) for _ in range(3)]
    assert [answer.purchase_return.points_taken_back for answer in answers] == [33, 33, 34]
    assert [answer.purchase.status for answer in answers] == [
        PurchaseStatus.PARTLY_RETURNED,
        PurchaseStatus.PARTLY_RETURNED,
        PurchaseStatus.RETURNED,
    ]
    assert await card_of(bill) == 0
    with pytest.raises(Refusal) as refused:
        await give_back(tenant, bill, 1)
    assert refused.value.code == "ALREADY_RETURNED"


async def test_a_line_comes_back(db: None) -> None:
    """Given two lines, when half of the second comes back, then its points go and the line remembers."""
    tenant = await make_business()
    bill = await bought(tenant, lines=(LineInput(10_000), LineInput(20_000)))
    request = ReturnPurchase(uuid4().hex, bill.id, lines=((2, 10_000),))
    answer = await purchases.return_purchase(tenant.owner, tenant.business_id, request)
    assert (answer.purchase_return.kind, answer.purchase_return.points_taken_back) == (ReturnKind.LINES, 10)
    lines = (await purchases.lines_of([bill.id]))[bill.id]
    assert [line.returned_minor for line in lines] == [0, 10_000]
    rest = await give_back(tenant, bill)
    assert rest.purchase_return.points_taken_back == 20
    lines = (await purchases.lines_of([bill.id]))[bill.id]
    assert [line.returned_minor for line in lines] == [10_000, 20_000]


async def test_points_that_paid_come_back_in_proportion(db: None) -> None:
    """Given a bill of 300 paid with 10 points of 10, when thirds come back, then 3, 3 and 4 points come back."""
    tenant = await make_business()
    member = await make_member(tenant)
    await db_verify(member)
    await record_sale(tenant, 10_000, membership_id=member.membership_id)
    bill = await record_sale(tenant, 30_000, membership_id=member.membership_id, points_paid=10)
    assert (bill.points_paid_minor, bill.points_earned) == (100, 29)
    assert await balance_of(member.membership_id) == 29
    answers = [await give_back(tenant, bill, 10_000) for _ in range(3)]
    assert [answer.purchase_return.points_given_back for answer in answers] == [3, 3, 4]
    assert [answer.purchase_return.points_taken_back for answer in answers] == [9, 10, 10]
    assert await balance_of(member.membership_id) == 10
    assert await ledger.verify(tenant.program_id) == []


async def db_verify(member: customers.Member) -> None:
    """The member proves the phone number."""
    await db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)


async def test_a_void_undoes_the_visit_too(db: None) -> None:
    """Given a sale of a minute ago, when it is voided, then points, spending and visit are as if it had not been."""
    tenant = await make_business()
    bill = await bought(tenant)
    request = a_return(bill)
    answer = await purchases.void_purchase(tenant.owner, tenant.business_id, request)
    assert (answer.purchase_return.kind, answer.purchase.status) == (ReturnKind.VOID, PurchaseStatus.VOIDED)
    left = await traces(tenant)
    assert (left["points"], left["visits"], left["spent"]) == (0, 0, 0)
    again = await purchases.void_purchase(tenant.owner, tenant.business_id, request)
    assert again.is_replay
    assert (await traces(tenant)) == left


async def test_a_void_too_late_is_refused(db: None) -> None:
    """Given a window of 900 seconds, when 901 have passed, then a void is refused and nothing changes."""
    tenant = await make_business()
    bill = await bought(tenant)
    moment = bill.recorded_at - timedelta(seconds=901)
    await db_recorded_at(bill, moment)
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.void_purchase(tenant.owner, tenant.business_id, a_return(bill))
    assert (refused.value.code, refused.value.params) == ("VOID_WINDOW_CLOSED", {"window_seconds": 900})
    assert await traces(tenant) == before


async def db_recorded_at(bill: PurchaseInfo, moment: object) -> None:
    """Lets time pass since a bill was recorded."""
    await db.execute("UPDATE purchase SET created_at = $2 WHERE id = $1", bill.id, moment)


async def test_a_partly_returned_bill_cannot_be_voided(db: None) -> None:
    """Given a bill of which a part came back, when it is to be voided, then that is refused and nothing changes."""
    tenant = await make_business()
    bill = await bought(tenant)
    await give_back(tenant, bill, 10_000)
    before = await traces(tenant)
    with pytest.raises(Refusal) as refused:
        await purchases.void_purchase(tenant.owner, tenant.business_id, a_return(bill))
    assert refused.value.code == "ALREADY_RETURNED"
    assert await traces(tenant) == before


async def test_refusals_change_nothing(db: None) -> None:
    """Given a bill of 300, when what comes back cannot be, then code and path tell and nothing changes."""
    tenant, stranger = await make_business(), await make_business(name="Tin Robot")
    bill = await bought(tenant)
    await purchases.return_purchase(tenant.owner, tenant.business_id, a_return(bill, 5_000, key="used"))
    before = await traces(tenant)
    whole = a_return(bill)
    cases = [
        (tenant, a_return(bill, 25_001), "RETURN_TOO_LARGE", ("amount", "minorUnits")),
        (tenant, a_return(bill, 0), "AMOUNT_INVALID", ("amount", "minorUnits")),
        (tenant, a_return(bill, -1), "AMOUNT_INVALID", ("amount", "minorUnits")),
        (tenant, replace(whole, amount=Money(100, "USD")), "CURRENCY_MISMATCH", ("amount", "currency")),
        (tenant, replace(whole, lines=((1, 5),)), "RETURN_TOO_LARGE", ("lines", "0", "seq")),
        (tenant, replace(whole, lines=((1, 5),), amount=Money(5, "INR")), "BAD_INPUT", ("amount",)),
        (tenant, replace(whole, purchase_id=uuid4()), "NOT_FOUND", ("purchaseId",)),
        (tenant, replace(whole, reason="x" * 301), "BAD_INPUT", ("reason",)),
        (tenant, replace(whole, idempotency_key=""), "BAD_INPUT", ("idempotencyKey",)),
        (tenant, a_return(bill, 6_000, key="used"), "IDEMPOTENCY_MISMATCH", ("idempotencyKey",)),
        (stranger, whole, "NOT_FOUND", ("purchaseId",)),
    ]
    for who, request, code, path in cases:
        with pytest.raises(Refusal) as refused:
            await purchases.return_purchase(who.owner, who.business_id, request)
        assert (refused.value.code, refused.value.path) == (code, path)
        assert await traces(tenant) == before


async def test_twenty_returns_of_a_third_at_once(db: None) -> None:
    """Given a bill of 300, when 20 returns of 100 race, then three win, 17 are refused, and the points sum exactly."""
    tenant = await make_business()
    bill = await bought(tenant)
    answers = await asyncio.gather(
        *(give_back(tenant, bill, 10_000) for _ in range(20)), return_exceptions=True
    )
    won = [answer for answer in answers if isinstance(answer, RecordedReturn)]
    lost = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert (len(won), lost) == (3, ["ALREADY_RETURNED"] * 17)
    assert sum(answer.purchase_return.points_taken_back for answer in won) == 30
    assert await card_of(bill) == 0
    assert (await traces(tenant))["returns"] == 3
    assert await ledger.verify(tenant.program_id) == []


async def test_one_return_sent_twenty_times_is_one(db: None) -> None:
    """Given one return of 100 sent 20 times at once, when all are answered, then it was made once."""
    tenant = await make_business()
    bill = await bought(tenant)
    request = a_return(bill, 10_000)
    answers = await asyncio.gather(
        *(purchases.return_purchase(tenant.owner, tenant.business_id, request) for _ in range(20))
    )
    assert sum(answer.is_replay for answer in answers) == 19
    assert len({answer.purchase_return.id for answer in answers}) == 1
    assert await card_of(bill) == 20


async def test_a_return_and_a_void_at_once(db: None) -> None:
    """Given a fresh bill, when a return and a void race, then one of them takes the points and the other is refused."""
    tenant = await make_business()
    bill = await bought(tenant)
    answers = await asyncio.gather(
        give_back(tenant, bill),
        purchases.void_purchase(tenant.owner, tenant.business_id, a_return(bill)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, RecordedReturn) for answer in answers) == 1
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["ALREADY_RETURNED"]
    assert await card_of(bill) == 0


async def test_points_spent_meanwhile_become_a_debt(db: None) -> None:
    """Given 30 points earned and spent, when the bill comes back, then the card owes them and the next sale repays."""
    tenant = await make_business()
    member = await make_member(tenant)
    await db_verify(member)
    bill = await record_sale(tenant, 30_000, membership_id=member.membership_id)
    await record_sale(tenant, 1_000, membership_id=member.membership_id, points_paid=30)
    answer = await give_back(tenant, bill)
    assert answer.purchase_return.points_taken_back == 30
    assert await balance_of(member.membership_id) == -30
    await record_sale(tenant, 50_000, membership_id=member.membership_id)
    assert await balance_of(member.membership_id) == 20
    assert await ledger.verify(tenant.program_id) == []


async def test_an_anonymous_bill_comes_back(db: None) -> None:
    """Given a bill of nobody, when it comes back, then it is returned and no points move."""
    tenant = await make_business()
    bill = await record_sale(tenant)
    answer = await give_back(tenant, bill)
    assert (answer.purchase.status, answer.purchase_return.points_taken_back) == (PurchaseStatus.RETURNED, 0)
    assert (await traces(tenant))["postings"] == 0
