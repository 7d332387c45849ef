"""Bills, and what comes back of them."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

from api import purchases
from api.core.money import Money
from tests.engine.acts import Act, same
from tests.engine.drawing import Shop
from tests.engine.model import sales
from tests.engine.model.sales import Bill, Line
from tests.engine.world import World


async def record(world: World) -> Act:
    """Of some amount, with lines or without, paid also by points or gift card, now and then some days late."""
    dice, book = world.dice, world.book
    shop = world.one(world.shops)
    member = None if dice.random() < 0.05 else world.one(list(book.members))
    at = book.now - timedelta(days=dice.randint(1, 50)) if dice.random() < 0.15 else book.now
    lines = _draw_lines(world, shop)
    amount = sum(line.amount for line in lines) or dice.choice((500, 9_999, 20_000, 64_000, 250_000))
    gift = dice.randint(0, amount) if dice.random() < 0.1 else 0
    points_paid = 0
    if member is not None and dice.random() < 0.2:
        most = (amount - gift) * 1_000_000 // book.settings.value_micro
        points_paid = dice.randint(1, min(most, 150)) if most else 0
    bill = Bill(
        shop.id,
        world.one(shop.stores),
        member,
        amount,
        gift,
        points_paid,
        book.settings.worth(points_paid),
        lines,
        at,
        book.now,
    )
    request = _request(bill, uuid4().hex)
    return Act(
        "bill",
        (member,) if member else (),
        lambda: _record(world, bill),
        lambda: purchases.record(shop.owner, shop.id, request),
        lambda _, answer: agree(bill, answer.purchase),
        lambda answer: answer.purchase.id,
        lambda: purchases.record(shop.owner, shop.id, _request(bill, request.idempotency_key, more=1)),
    )


def _record(world: World, bill: Bill) -> Bill:
    world.book.record(bill)
    return bill


def _draw_lines(world: World, shop: Shop) -> list[Line]:
    dice = world.dice
    if dice.random() < 0.3:
        return []
    return [
        Line(
            dice.choice((100, 3_333, 12_345, 40_000)) * dice.randint(1, 3),
            dice.randint(1, 4),
            shop.product if dice.random() < 0.5 else None,
        )
        for _ in range(dice.randint(1, 3))
    ]


def _request(bill: Bill, key: str, *, more: int = 0) -> purchases.RecordPurchase:
    lines = [
        purchases.LineInput(
            line.amount, product_id=line.product, quantity_milli=line.pieces * 1000, name="Goods"
        )
        for line in bill.lines
    ]
    return purchases.RecordPurchase(
        key,
        bill.store,
        Money(bill.amount + more, "INR"),
        membership_id=bill.member,
        gift_card=Money(bill.gift, "INR") if bill.gift else None,
        points_paid=bill.points_paid,
        lines=tuple(lines),
        occurred_at=bill.at,
    )


def agree(bill: Bill, found: purchases.PurchaseInfo) -> None:
    """The bill as the program tells it."""
    bill.id = found.id
    told = (
        found.points_earned,
        found.eligible_minor,
        found.points_paid_minor,
        found.returned_minor,
        found.points_taken_back,
        found.points_given_back,
        found.status,
        sum(step.points for step in found.explanation),
    )
    expected = (
        bill.points,
        bill.eligible,
        bill.paid_by_points,
        bill.back,
        bill.taken,
        bill.given,
        bill.status,
        bill.points,
    )
    same("points, eligible, paid, returned, taken, given, status, steps of the bill", told, expected)


async def bring_back(world: World) -> Act | None:
    """Some lines, an amount or the rest of a bill; now and then more than there is."""
    bill = _some(world, newest=12)
    if bill is None:
        return None
    dice, key = world.dice, uuid4().hex
    lines: tuple[tuple[int, int], ...] = ()
    amount = None
    kind = dice.choice(("rest", "lines", "amount", "amount"))
    if kind == "lines" and bill.lines:
        place = dice.randint(1, len(bill.lines))
        left = bill.lines[place - 1].amount - bill.lines[place - 1].back
        lines = ((place, dice.randint(1, left + left // 20 + 1)),)
    elif kind == "amount":
        amount = dice.randint(1, bill.left + bill.left // 20 + 1)

    def predict() -> Bill:
        back = sales.plan(bill, lines, amount)
        world.book.bring_back(bill, back)
        return bill

    return _back(world, bill, key, predict, lines, amount)


def _some(world: World, newest: int) -> Bill | None:
    """Mostly a recent one."""
    if not world.book.bills:
        return None
    return world.one(world.book.bills[-newest:] if world.dice.random() < 0.8 else world.book.bills)


def _back(
    world: World,
    bill: Bill,
    key: str,
    predict: Callable[[], Bill],
    lines: tuple[tuple[int, int], ...],
    amount: int | None,
) -> Act:
    assert bill.id is not None
    shop = world.shop_of(bill.business)
    money = None if amount is None else Money(amount, "INR")
    request = purchases.ReturnPurchase(key, bill.id, lines, money)
    other = purchases.ReturnPurchase(key, bill.id, lines, money, reason="other")
    return Act(
        "return",
        (bill.member,) if bill.member else (),
        predict,
        lambda: purchases.return_purchase(shop.owner, shop.id, request),
        lambda _, answer: agree(bill, answer.purchase),
        lambda answer: answer.purchase_return,
        lambda: purchases.return_purchase(shop.owner, shop.id, other),
    )


async def void(world: World) -> Act | None:
    """A whole bill, as if it had not been."""
    bill = _some(world, newest=3)
    if bill is None:
        return None
    bill_id: UUID | None = bill.id
    assert bill_id is not None
    shop = world.shop_of(bill.business)
    request = purchases.ReturnPurchase(uuid4().hex, bill_id)
    other = purchases.ReturnPurchase(request.idempotency_key, bill_id, reason="other")

    def predict() -> Bill:
        world.book.check_void(bill)
        world.book.bring_back(bill, sales.plan(bill), is_void=True)
        return bill

    return Act(
        "void",
        (bill.member,) if bill.member else (),
        predict,
        lambda: purchases.void_purchase(shop.owner, shop.id, request),
        lambda _, answer: agree(bill, answer.purchase),
        lambda answer: answer.purchase_return,
        lambda: purchases.void_purchase(shop.owner, shop.id, other),
    )
