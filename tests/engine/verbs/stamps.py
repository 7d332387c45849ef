"""Stamps that a person gives and takes back."""

from dataclasses import replace
from uuid import uuid4

from api import stamps
from tests.engine.acts import Act, nothing, same
from tests.engine.kept import look_of
from tests.engine.model.days import No, day_of
from tests.engine.world import World


async def issue(world: World) -> Act | None:
    """Some stamps of any card; now and then in a store where it is not stamped."""
    book = world.book
    if not book.designs:
        return None
    design = world.one(list(book.designs.values()))
    shop = world.shop_of(design.business)
    who = book.members[world.one(list(book.members))]
    store, count = world.one(shop.stores), world.dice.choice((1, 1, 2, 3, 8))
    request = stamps.IssueStamps(uuid4().hex, who.id, design.id, store, count)
    other = stamps.IssueStamps(request.idempotency_key, who.id, design.id, store, count, "other")
    cause = object()

    def predict() -> object:
        if design.store not in (None, store):
            raise No("STAMPS_NOT_HERE")
        room = book.cards(who, design).room(day_of(book.now, book.settings.zone))
        if room is not None and room < count:
            raise No("DAILY_LIMIT")
        book.put_stamps(who, design, cause, count, book.now)
        return cause

    def agree(_: object, answer: stamps.StampAct) -> None:
        same("stamps given", answer.count, count)
        world.acts.append((answer, cause, book.cards(who, design), book.now))

    return Act(
        "stamp",
        (who.id,),
        predict,
        lambda: stamps.issue_stamps(shop.owner, shop.id, request),
        agree,
        lambda answer: (answer.count, sorted(answer.stamp_ids)),
        lambda: stamps.issue_stamps(shop.owner, shop.id, other),
    )


async def redesign(world: World) -> Act | None:
    """Cards that have stamps keep the number that they need; others take on the new one."""
    book = world.book
    if not book.designs:
        return None
    design = world.one(list(book.designs.values()))
    shop = world.shop_of(design.business)
    changed = replace(
        design, needed=world.dice.choice((2, 3, 4, 6)), days=world.dice.choice((design.days, 9))
    )

    def predict() -> None:
        design.needed, design.days = changed.needed, changed.days

    return Act(
        "redesign",
        (),
        predict,
        lambda: stamps.save_design(shop.owner, shop.id, look_of(changed), design_id=design.id),
        nothing,
    )


async def undo(world: World) -> Act | None:
    """What was given at once is taken back: all of it, or nothing."""
    if not world.acts:
        return None
    given, cause, cards, at = world.one(world.acts[-3:])
    book = world.book
    shop = world.shop_of(cards.design.business)
    request = stamps.UndoStamps(uuid4().hex, given.stamp_ids[0])
    other = stamps.UndoStamps(request.idempotency_key, given.stamp_ids[0], "other")

    def predict() -> None:
        if (book.now - at).total_seconds() > book.settings.void_seconds:
            raise No("STAMP_UNDO_CLOSED")
        if cause in world.undone or cards.lost(cause):
            raise No("STAMPS_UNDONE")
        if cards.can_take(given.count) < given.count:
            raise No("VOUCHER_USED")
        book.take_stamps(cards, cause, given.count)
        world.undone.append(cause)

    return Act(
        "undo stamps",
        (given.membership_id,),
        predict,
        lambda: stamps.undo_stamps(shop.owner, shop.id, request),
        lambda _, answer: same("stamps taken back", answer.count, -given.count),
        lambda answer: (answer.count, sorted(answer.stamp_ids)),
        lambda: stamps.undo_stamps(shop.owner, shop.id, other),
    )
