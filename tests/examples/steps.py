"""Does one line of a worked example through the front doors."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

from api import customers, ledger, purchases, rewards, stamps, tiers
from api.core import db
from api.core.money import Money
from api.purchases import HandPosting, LineInput, PurchaseInfo
from tests.examples.page import Step
from tests.examples.shop import Example, match, minor
from tests.factories.businesses import Tenant


class Turn:
    """A step being done: by whom, in which shop, with the words of the page."""

    def __init__(self, example: Example, step: Step, member: UUID, found: re.Match[str]) -> None:
        self.example = example
        self.step = step
        self.member = member
        self.shop: Tenant = example.shop(step.shop)
        self.found = found

    def text(self, name: str) -> str:
        """A word of the sentence, or nothing."""
        return self.found[name] or ""

    def of(self, name: str = "of") -> Any:
        """What an earlier step made."""
        return self.example.made[int(self.text(name))]

    def by_hand(self, points: int) -> HandPosting:
        """Points without a bill."""
        return HandPosting(uuid4().hex, self.member, points, self.step.what)


async def _buy(turn: Turn) -> PurchaseInfo:
    amount = minor(turn.text("amount"))
    lines = []
    for count, goods, price in re.findall(r"(\d+) (\w+) for ([\d.,]+)", turn.text("lines")):
        product = turn.example.goods.get(goods)
        lines.append(
            LineInput(minor(price), product_id=product, name=goods, quantity_milli=int(count) * 1000)
        )
    request = purchases.RecordPurchase(
        uuid4().hex,
        turn.shop.store_id,
        Money(amount, "INR"),
        membership_id=turn.member,
        points_paid=int(turn.text("points") or 0),
        lines=tuple(lines),
    )
    return (await purchases.record(turn.shop.owner, turn.shop.business_id, request)).purchase


async def _return(turn: Turn) -> object:
    bill: PurchaseInfo = turn.of()
    amount = Money(minor(turn.text("amount")), "INR") if turn.text("amount") else None
    request = purchases.ReturnPurchase(uuid4().hex, bill.id, amount=amount)
    return (await purchases.return_purchase(turn.shop.owner, turn.shop.business_id, request)).purchase_return


async def _return_goods(turn: Turn) -> object:
    """Pieces of a line: their share of its amount."""
    bill: PurchaseInfo = turn.of()
    lines = (await purchases.lines_of([bill.id]))[bill.id]
    line = next(line for line in lines if line.name == turn.text("goods"))
    amount = line.amount_minor * int(turn.text("count")) * 1000 // line.quantity_milli
    request = purchases.ReturnPurchase(uuid4().hex, bill.id, lines=((line.seq, amount),))
    return (await purchases.return_purchase(turn.shop.owner, turn.shop.business_id, request)).purchase_return


async def _spend(turn: Turn) -> object:
    return await purchases.redeem_points(
        turn.shop.owner, turn.shop.business_id, turn.by_hand(int(turn.text("points")))
    )


async def _award(turn: Turn) -> object:
    return await purchases.award_points(
        turn.shop.owner, turn.shop.business_id, turn.by_hand(int(turn.text("points")))
    )


async def _redeem(turn: Turn) -> object:
    reward = turn.example.offers[turn.text("reward")]
    request = rewards.RedeemReward(uuid4().hex, turn.member, reward.id, turn.shop.store_id)
    return (await rewards.redeem(turn.shop.owner, turn.shop.business_id, request)).voucher


async def _the_voucher(turn: Turn) -> rewards.VoucherInfo:
    """Of a step that redeemed one, or the newest unused that a full card gave."""
    if turn.text("of"):
        found = turn.of()
        assert isinstance(found, rewards.VoucherInfo)
        return found
    return await newest_voucher(turn.shop, turn.member)


async def newest_voucher(shop: Tenant, member: UUID) -> rewards.VoucherInfo:
    """The newest that is not used."""

    key = await db.fetchval(
        "SELECT id FROM voucher WHERE membership_id = $1 AND state = 'active' ORDER BY id DESC LIMIT 1",
        member,
    )
    return (await rewards.vouchers_by_id(shop.program_id, [key]))[key]


async def _use(turn: Turn) -> object:
    voucher = await _the_voucher(turn)
    request = rewards.UseVoucher(uuid4().hex, voucher.code, turn.shop.store_id)
    return await rewards.use(turn.shop.owner, turn.shop.business_id, request)


async def _cancel(turn: Turn) -> object:
    voucher = await _the_voucher(turn)
    return await rewards.cancel(turn.shop.owner, turn.shop.business_id, voucher.id)


async def _stamp(turn: Turn) -> object:
    design = turn.example.cards[turn.text("card")]
    request = stamps.IssueStamps(
        uuid4().hex, turn.member, design.id, turn.shop.store_id, int(turn.text("count"))
    )
    return await stamps.issue_stamps(turn.shop.owner, turn.shop.business_id, request)


async def _put(turn: Turn) -> object:
    ladder = turn.example.ladder
    assert ladder is not None
    tier = next(tier for tier in ladder.tiers if tier.name == turn.text("tier"))
    until = turn.step.day.fromisoformat(turn.text("until"))
    await tiers.set_tier(
        turn.shop.owner, turn.shop.business_id, turn.member, tier.id, until=until, reason="A regular"
    )
    return None


async def _review(turn: Turn) -> object:
    return await tiers.review(turn.shop.program_id)


async def _sweep(turn: Turn) -> object:
    return await ledger.expire(turn.shop.program_id, turn.example.clock.moment)


async def _release(turn: Turn) -> object:
    return await ledger.release(turn.shop.program_id, turn.example.clock.moment)


async def _close(turn: Turn) -> object:
    """The owner of the program closes the month's settlement."""
    period = await ledger.open_period(turn.shop.program_id)
    assert period is not None
    return await ledger.close_period(turn.shop.owner, turn.shop.business_id, period.id)


async def _merge(turn: Turn) -> object:
    """Two entries of one person become one; the first is kept."""
    gone = await turn.example.person(turn.text("gone"))
    request = customers.MergeMembers(turn.member, gone, uuid4().hex, "One person")
    shop = turn.shop
    return await customers.merge_members(shop.owner, shop.program_id, shop.business_id, request)


async def _part(turn: Turn) -> object:
    merged: customers.MergeInfo = turn.of()
    shop = turn.shop
    return await customers.unmerge_members(shop.owner, shop.program_id, shop.business_id, merged.id)


async def _nothing(_turn: Turn) -> object:
    return None


Verb = Callable[[Turn], Awaitable[object]]
VERBS: dict[str, Verb] = {
    r"buys for (?P<amount>[\d.,]+)(?:, pays (?P<points>\d+) points of it)?(?:: (?P<lines>.+))?": _buy,
    r"brings back goods for (?P<amount>[\d.,]+) of step (?P<of>\d+)": _return,
    r"brings back (?P<amount>)the rest of step (?P<of>\d+)": _return,
    r"brings back (?P<count>\d+) (?P<goods>\w+) of step (?P<of>\d+)": _return_goods,
    r"spends (?P<points>\d+) points": _spend,
    r"is given (?P<points>\d+) points": _award,
    r"takes (?P<reward>[\w ]+) for points": _redeem,
    r"uses the voucher(?: of step (?P<of>\d+))?": _use,
    r"gives back the voucher(?: of step (?P<of>\d+))?": _cancel,
    r"is given (?P<count>\d+) stamps? on (?P<card>[\w ]+)": _stamp,
    r"is put on (?P<tier>\w+) until (?P<until>[\d-]+)": _put,
    r"the nightly review": _review,
    r"old points are swept": _sweep,
    r"waiting points are released": _release,
    r"the day begins": _nothing,
    r"the month is closed": _close,
    r"is the same person as (?P<gone>\w+)": _merge,
    r"the merge of step (?P<of>\d+) is undone": _part,
}


async def do(example: Example, step: Step) -> None:
    """The step; what it made is known to later ones by its number."""
    pattern, found = match(step.what, list(VERBS))
    assert found is not None, f"{example.page.name}, step {step.number}: nobody knows how to do: {step.what}"
    member = await example.person(step.who) if step.who not in example.shops else UUID(int=0)
    example.made[step.number] = await VERBS[pattern](Turn(example, step, member, found))
