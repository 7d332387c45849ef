"""Rewards for points, and what becomes of their vouchers."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from api import rewards
from api.core.money import Money
from tests.engine.acts import Act, same
from tests.engine.drawing import Shop
from tests.engine.kept import terms
from tests.engine.model.days import No, day_of
from tests.engine.model.vouchers import Reward, Voucher
from tests.engine.world import World


def agrees(made: Voucher, answer: rewards.VoucherInfo) -> None:
    """The voucher is known from now on by its id and code."""
    made.id, made.code = answer.id, answer.code
    same("reward, state and price", (answer.reward_id, answer.state, answer.points_paid), _told(made))


def _told(made: Voucher) -> tuple[object, ...]:
    return (made.reward.id, made.state, made.paid)


async def redeem(world: World) -> Act:
    """At once, or held for a quarter of an hour."""
    dice, book = world.dice, world.book
    reward = world.one(list(book.rewards.values()))
    shop = world.shop_of(reward.business) if dice.random() < 0.97 else world.one(world.shops)
    who = book.members[world.one(list(book.members))]
    is_held = dice.random() < 0.35
    request = rewards.RedeemReward(uuid4().hex, who.id, reward.id, shop.stores[0])
    other = rewards.RedeemReward(request.idempotency_key, who.id, reward.id, None)
    verb = rewards.hold if is_held else rewards.redeem
    return Act(
        "hold" if is_held else "redeem",
        (who.id,),
        lambda: book.redeem(who, reward, shop.id, is_held=is_held),
        lambda: verb(shop.owner, shop.id, request),
        lambda made, answer: agrees(made, answer.voucher),
        lambda answer: answer.voucher.id,
        lambda: verb(shop.owner, shop.id, other),
    )


async def save(world: World) -> Act:
    """More pieces of one, or a new one that only members of a tier may redeem."""
    book = world.book
    known = world.one(list(book.rewards.values()))
    is_new = book.ladder is not None and world.dice.random() < 0.3
    changed = replace(known, stock=None if known.stock is None else known.stock + 2)
    if is_new and book.ladder is not None:
        plain = Reward(known.id, known.business, "product", 10, stock=5)
        changed = replace(plain, tier=world.one(book.ladder.tiers).id)
    shop = world.shop_of(known.business)

    def predict() -> None:
        steps = book.ladder.tiers if book.ladder else []
        if changed.tier is not None and changed.tier not in {tier.id for tier in steps}:
            raise No("NOT_FOUND")

    def agree(_: None, answer: rewards.RewardInfo) -> None:
        same(
            "pieces left", answer.stock_left, None if changed.stock is None else changed.stock - changed.taken
        )
        if is_new:
            book.rewards[answer.id] = replace(changed, id=answer.id)
        else:
            known.stock = changed.stock

    return Act(
        "save reward",
        (),
        predict,
        lambda: rewards.save_reward(
            shop.owner, shop.id, terms(changed), reward_id=None if is_new else known.id
        ),
        agree,
    )


async def give(world: World) -> Act:
    """A present."""
    book = world.book
    reward = world.one(list(book.rewards.values()))
    shop = world.shop_of(reward.business)
    who = book.members[world.one(list(book.members))]
    key = uuid4().hex

    def predict() -> Voucher:
        if reward.is_out:
            raise No("OUT_OF_STOCK")
        return book.shelf.make(reward, who.id, book.now, book.settings.zone, is_given=True)

    async def perform() -> rewards.MadeVoucher:
        return await rewards.give_by_hand(
            shop.owner, shop.id, who.id, reward.id, idempotency_key=key, reason="A present"
        )

    return Act(
        "give",
        (who.id,),
        predict,
        perform,
        lambda made, answer: agrees(made, answer.voucher),
        lambda answer: answer.voucher.id,
    )


def _some(world: World, *states: str, newest: int = 20) -> Voucher | None:
    """Mostly one in such a state."""
    known = world.book.shelf.vouchers
    fit = [voucher for voucher in known if voucher.state in states]
    chosen = fit[-newest:] if fit and world.dice.random() < 0.85 else known[-40:]
    return world.one(chosen) if chosen else None


def _ending(world: World, verb: str, voucher: Voucher, perform: Any, predict: Any) -> Act:
    shop = world.shop_of(voucher.reward.business)
    assert voucher.id is not None
    key = voucher.id
    return Act(
        verb,
        (voucher.member,),
        predict,
        lambda: perform(shop.owner, shop.id, key),
        lambda _, answer: same("state of the voucher", answer.state, voucher.state),
    )


async def capture(world: World) -> Act | None:
    """A hold becomes the customer's."""
    voucher = _some(world, "held", newest=2)
    if voucher is None:
        return None

    def predict() -> None:
        if voucher.state == "held" and voucher.held_until and voucher.held_until > world.book.now:
            voucher.state = "active"
        elif voucher.held_until is None or voucher.state in ("held", "cancelled"):
            raise No("HOLD_ENDED")

    return _ending(world, "capture", voucher, rewards.capture, predict)


async def let_go(world: World) -> Act | None:
    """A hold ends without a voucher."""
    voucher = _some(world, "held", newest=2)
    if voucher is None:
        return None

    def predict() -> None:
        if voucher.held_until is None or voucher.state not in ("held", "cancelled"):
            raise No("HOLD_ENDED")
        if voucher.state == "held":
            world.book.cancel(voucher)

    return _ending(world, "let go", voucher, rewards.void, predict)


async def cancel(world: World) -> Act | None:
    """A voucher that is not used is taken back."""
    voucher = _some(world, "active", "expired")
    if voucher is None:
        return None

    def predict() -> None:
        if voucher.state == "cancelled":
            return
        if not voucher.is_unused:
            raise No("VOUCHER_USED")
        world.book.cancel(voucher)

    return _ending(world, "cancel", voucher, rewards.cancel, predict)


async def use(world: World) -> Act | None:
    """At the till: once, a gift card in parts; often on one of two bills of the day."""
    voucher = _some(world, "active")
    if voucher is None:
        return None
    dice, book = world.dice, world.book
    shop = world.shop_of(voucher.reward.business)
    store = world.one(shop.stores)
    amount = dice.choice((700, 2_500, 5_000)) if voucher.balance is not None else None
    number = dice.choice((None, "17", "18"))
    bill = None if number is None else (store, day_of(book.now, book.settings.zone), number)

    def ask(key: str, bill_number: str | None) -> rewards.UseVoucher:
        money = None if amount is None else Money(amount, "INR")
        return rewards.UseVoucher(key, voucher.code, store, money, bill_number)

    request = ask(uuid4().hex, number)
    return _using(world, voucher, shop, request, ask(request.idempotency_key, "other"), amount, bill)


def _using(
    world: World,
    voucher: Voucher,
    shop: Shop,
    request: rewards.UseVoucher,
    other: rewards.UseVoucher,
    amount: int | None,
    bill: Any,
) -> Act:
    book = world.book

    def agree(_: Any, answer: rewards.UsedVoucher) -> None:
        found = (answer.voucher.state, answer.voucher.balance_minor)
        same("state and balance of the voucher", found, (voucher.state, voucher.balance))

    return Act(
        "use",
        (voucher.member,),
        lambda: book.shelf.use(voucher, book.now, amount, bill),
        lambda: rewards.use(shop.owner, shop.id, request),
        agree,
        lambda answer: answer.use,
        lambda: rewards.use(shop.owner, shop.id, other),
    )
