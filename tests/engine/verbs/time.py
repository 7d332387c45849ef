"""Time that passes, and the jobs that it starts."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from api import businesses, ledger, rewards, stamps
from tests.engine.acts import Act, nothing
from tests.engine.drawing import EXPIRIES
from tests.engine.kept import changes_of
from tests.engine.world import World

WAITS = (
    timedelta(minutes=10),
    timedelta(hours=3),
    timedelta(days=1),
    timedelta(days=1),
    timedelta(days=6),
    timedelta(days=20),
    timedelta(days=45),
)


async def wait(world: World) -> Act:
    """Minutes to weeks."""
    to = world.book.now + world.one(list(WAITS))

    async def perform() -> None:
        await world.clock.set(world.program_id, to)

    return Act("wait", (), lambda: world.book.move_to(to), perform, nothing)


def _job(
    world: World, verb: str, predict: Callable[[], None], perform: Callable[[], Awaitable[object]]
) -> Act:
    return Act(verb, tuple(world.book.members), predict, perform, nothing)


async def change_settings(world: World) -> Act:
    """The owner changes rules: they hold for what comes."""
    book, dice = world.book, world.dice
    settings = replace(
        book.settings,
        rounds_up=dice.random() < 0.5,
        shortfall=dice.choice(("debt", "write_off", "review")),
        grace_days=dice.choice((0, 7, 30)),
        expiry_months=dice.choice((1, 2, 3)),
        expiry="never" if world.sweeps_at_once else dice.choice(EXPIRIES),
    )
    shop = world.shops[0]
    changes = changes_of(settings)
    del changes["pending_kind"], changes["pending_days"], changes["pending_until"]

    def predict() -> None:
        book.settings = settings

    return Act(
        "settings",
        (),
        predict,
        lambda: businesses.update_program(shop.owner, world.program_id, changes, business_id=shop.id),
        nothing,
    )


async def release(world: World) -> Act:
    """Points that waited long enough."""
    return _job(
        world, "release", world.book.release, lambda: ledger.release(world.program_id, world.book.now)
    )


async def expire(world: World) -> Act:
    """The sweep changes nothing that was shown."""
    return _job(world, "expire", lambda: None, lambda: ledger.expire(world.program_id, world.book.now))


async def end_holds(world: World) -> Act:
    """Holds that ran out."""
    return _job(world, "end holds", world.book.end_holds, lambda: rewards.end_holds(world.book.now))


async def expire_vouchers(world: World) -> Act:
    """Vouchers past their last day."""
    return _job(world, "expire vouchers", world.book.expire_vouchers, lambda: rewards.expire(world.book.now))


async def expire_cards(world: World) -> Act:
    """Stamp cards past their last day: nothing that was not shown before."""
    return _job(world, "expire cards", lambda: None, lambda: stamps.expire_due(world.book.now))


async def give_owed(world: World) -> Act:
    """Vouchers of full cards for which there was no piece."""
    return _job(world, "owed", world.book.give_owed, lambda: stamps.give_owed(world.book.now))
