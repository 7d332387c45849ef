"""Sales, returns and points of the town: every kind of posting, a debt, points that wait and points that expire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from api import ledger, purchases
from api.core.money import Money
from api.purchases import HandPosting, PurchaseInfo, RecordPurchase, ReturnPurchase
from tests.factories.businesses import Tenant
from tests.graphql.plan.goods import some_lines
from tests.graphql.plan.texts import NASTY

AMOUNT = 40_000
BILLS = (None, "A-1", "a-10", "B%_\\", "☃-7", "  A-2", "'", "A-1\U0010ffff")


@dataclass(frozen=True, slots=True)
class Till:
    """Sales of one business at one moment."""

    tenant: Tenant
    currency: str
    now: datetime
    categories: Sequence[UUID]

    async def sell(
        self, number: int, member: UUID | None, *, gift_card: int = 0, points_paid: int = 0
    ) -> PurchaseInfo:
        """A bill some hours or weeks ago, at the same moment as another."""
        sale = RecordPurchase(
            idempotency_key=uuid4().hex,
            store_id=self.tenant.store_id,
            amount=Money(AMOUNT, self.currency),
            membership_id=member,
            gift_card=Money(gift_card, self.currency) if gift_card else None,
            points_paid=points_paid,
            bill_number=BILLS[number % len(BILLS)],
            lines=some_lines(number, list(self.categories)),
            occurred_at=self.now - (number // 2) * timedelta(hours=7, microseconds=1_010),
        )
        return (await purchases.record(self.tenant.owner, self.tenant.business_id, sale)).purchase

    async def give_back(self, bill: PurchaseInfo, *, amount: int = 0, lines: bool = False) -> None:
        """All of a bill, an amount of it, or a part of its first line."""
        request = ReturnPurchase(
            idempotency_key=uuid4().hex,
            purchase_id=bill.id,
            lines=((1, 45),) if lines else (),
            amount=Money(amount, self.currency) if amount else None,
            reason=NASTY[amount % 5],
        )
        await purchases.return_purchase(self.tenant.owner, self.tenant.business_id, request)

    async def undo(self, bill: PurchaseInfo) -> None:
        """Voids a bill."""
        request = ReturnPurchase(idempotency_key=uuid4().hex, purchase_id=bill.id, reason=NASTY[1])
        await purchases.void_purchase(self.tenant.owner, self.tenant.business_id, request)

    async def move_points(self, giver: UUID, taker: UUID) -> None:
        """Points given, corrected, spent and moved by hand, each with a reason that is hard to write."""
        actor, business = self.tenant.owner, self.tenant.business_id

        def posting(points: int, reason: str) -> HandPosting:
            return HandPosting(uuid4().hex, giver, points, reason, self.tenant.store_id)

        for number, text in enumerate(NASTY[:6]):
            await purchases.award_points(actor, business, posting(40 + number, text))
        await purchases.adjust_points(actor, business, posting(-3, NASTY[8]))
        await purchases.adjust_points(actor, business, posting(5, NASTY[9]))
        await purchases.redeem_points(actor, business, posting(7, NASTY[10]))
        await purchases.transfer_points(actor, business, posting(11, NASTY[11]), taker)

    async def bring_along(self, member: UUID, points: int, expires_in: timedelta | None) -> None:
        """Points from elsewhere with an expiry of their own, perhaps one that has passed."""
        request = ledger.PostingRequest(
            program_id=self.tenant.program_id,
            business_id=self.tenant.business_id,
            membership_id=member,
            source="town",
            idempotency_key=uuid4().hex,
            request_hash=sha256(b"town").hexdigest(),
            occurred_at=self.now - timedelta(days=100),
        )
        expires_at = None if expires_in is None else self.now + expires_in
        await ledger.opening_balance(request, points, expires_at, now=self.now - timedelta(days=100))


async def trade(till: Till, members: Sequence[UUID]) -> None:
    """Bills of all members and of nobody; some come back, some are undone."""
    bills = [await till.sell(number, members[number % len(members)]) for number in range(3 * len(members))]
    bills += [await till.sell(number, None) for number in range(4)]
    await till.give_back(bills[1], lines=True)
    await till.give_back(bills[1], amount=2_345)
    await till.give_back(bills[2])
    await till.give_back(bills[4], amount=1)
    await till.undo(bills[5])
    await till.sell(50, members[0], gift_card=10_000)


async def move(till: Till, spender: UUID, friend: UUID) -> None:
    """Points of a member who may spend them: paid with, moved, expiring, expired, and a debt at the end."""
    await till.bring_along(spender, 30, timedelta(days=30, microseconds=120_000))
    await till.bring_along(spender, 31, timedelta(days=89))
    await till.bring_along(spender, 32, timedelta(days=400))
    await till.bring_along(spender, 33, None)
    await till.bring_along(spender, 34, timedelta(days=-50))
    await ledger.expire(till.tenant.program_id, till.now)
    await till.bring_along(spender, 35, timedelta(days=-2))
    await till.move_points(spender, friend)
    bill = await till.sell(1, spender, points_paid=20)
    await till.give_back(bill, amount=AMOUNT // 3)
    await fall_into_debt(till, friend)


async def fall_into_debt(till: Till, member: UUID) -> None:
    """Spends everything, then gives the goods back."""
    bill = await till.sell(2, member)
    left = (await ledger.balances_for([member]))[member].available
    request = HandPosting(uuid4().hex, member, left, "all of it", till.tenant.store_id)
    await purchases.redeem_points(till.tenant.owner, till.tenant.business_id, request)
    await till.give_back(bill)


async def release_some(till: Till) -> None:
    """Points that have waited long enough can be spent, those of today still wait."""
    await ledger.release(till.tenant.program_id, till.now - timedelta(days=1))
