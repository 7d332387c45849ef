"""Points without a bill."""

from uuid import UUID, uuid4

from api import businesses, ledger, purchases
from api.core.audit import Actor
from tests.engine.acts import Act, same
from tests.engine.drawing import Shop
from tests.engine.model.points import Earned, Spent
from tests.engine.world import World

HASH = "ab" * 32


def _hand(
    world: World, shop: Shop, member: UUID, points: int, *, in_store: bool = False
) -> purchases.HandPosting:
    store = world.one(shop.stores) if in_store else None
    return purchases.HandPosting(uuid4().hex, member, points, "by the dice", store)


def _other(request: purchases.HandPosting) -> purchases.HandPosting:
    return purchases.HandPosting(
        request.idempotency_key,
        request.membership_id,
        request.points + 1 or 2,  # none is refused as such
        request.reason,
        request.store_id,
    )


def gist(answer: ledger.Posting) -> object:
    """What a repetition answers again."""
    return (answer.tx_id, answer.kind, answer.points, answer.balance, answer.pending)


def _who(world: World) -> tuple[Shop, UUID]:
    return world.one(world.shops), world.one(list(world.book.members))


def agrees(made: Earned | Spent, answer: ledger.Posting, points: int) -> None:
    """The posting moved so many points."""
    same("points posted", answer.points, points)
    made.tx = answer.tx_id


async def award(world: World) -> Act:
    """Given by a person."""
    shop, member = _who(world)
    request = _hand(world, shop, member, world.dice.randint(1, 150), in_store=world.dice.random() < 0.5)
    book = world.book

    def predict() -> Earned:
        made = book.earn(member, shop.id, request.store_id, request.points, book.now)
        if made.points and book.ladder is not None and book.ladder.measure == "balance":
            book.assess(book.members[member])
        return made

    def agree(made: Earned, answer: ledger.Posting) -> None:
        agrees(made, answer, made.points)
        if made.points:
            world.given.append(made)

    return Act(
        "award",
        (member,),
        predict,
        lambda: purchases.award_points(shop.owner, shop.id, request),
        agree,
        gist,
        lambda: purchases.award_points(shop.owner, shop.id, _other(request)),
    )


async def spend(world: World) -> Act:
    """For what the reason names; now and then by somebody who has not proved the number."""
    shop, member = _who(world)
    who = world.book.members[member]
    request = _hand(world, shop, member, world.dice.randint(1, 120))

    def predict() -> Spent:
        world.book.check_verified(who)
        return world.book.debit(member, shop.id, "redeemed", request.points, world.book.now)

    return Act(
        "spend",
        (member,),
        predict,
        lambda: purchases.redeem_points(shop.owner, shop.id, request),
        lambda made, answer: _spent(world, made, answer),
        gist,
        lambda: purchases.redeem_points(shop.owner, shop.id, _other(request)),
    )


def _spent(world: World, made: Spent, answer: ledger.Posting) -> None:
    agrees(made, answer, -made.points)
    world.spent.append(made)


async def adjust(world: World) -> Act:
    """Up or down."""
    shop, member = _who(world)
    book = world.book
    points = world.dice.choice((1, -1)) * world.dice.randint(1, 80)
    request = _hand(world, shop, member, points)

    def predict() -> Earned | Spent:
        if points < 0:
            return book.debit(member, shop.id, "adjustment", -points, book.now)
        expires = book.settings.expires(book.now, None)
        made = book.credit(member, shop.id, "adjustment", points, book.now, expires)
        if book.ladder is not None and book.ladder.measure == "balance":
            book.assess(book.members[member])
        return made

    def agree(made: Earned | Spent, answer: ledger.Posting) -> None:
        agrees(made, answer, points)
        if isinstance(made, Spent):
            world.spent.append(made)
        else:
            world.given.append(made)

    return Act(
        "adjust",
        (member,),
        predict,
        lambda: purchases.adjust_points(shop.owner, shop.id, request),
        agree,
        gist,
        lambda: purchases.adjust_points(shop.owner, shop.id, _other(request)),
    )


async def transfer(world: World) -> Act:
    """To another member."""
    shop, giver = _who(world)
    book = world.book
    taker = world.one([member for member in book.members if member != giver])
    request = _hand(world, shop, giver, world.dice.randint(1, 60))

    def predict() -> None:
        book.transfer(giver, taker, request.points)
        if book.ladder is not None and book.ladder.measure == "balance":
            book.assess(book.members[taker])

    return Act(
        "transfer",
        (giver, taker),
        predict,
        lambda: purchases.transfer_points(shop.owner, shop.id, request, taker),
        lambda _, answer: same("points moved", answer.points, -request.points),
        gist,
        lambda: purchases.transfer_points(shop.owner, shop.id, _other(request), taker),
    )


def _request(world: World, business: UUID, member: UUID, actor: Actor) -> ledger.PostingRequest:
    return ledger.PostingRequest(
        world.program_id,
        business,
        member,
        "engine",
        uuid4().hex,
        HASH,
        world.book.now,
        staff_id=actor.staff_id,
    )


async def bring_in(world: World) -> Act:
    """Points from elsewhere, with an expiry of their own."""
    shop, member = _who(world)
    book = world.book
    never = world.sweeps_at_once or world.dice.random() < 0.3
    expires = None if never else book.now + world.days(1, 60)
    points = world.dice.randint(1, 200)
    request = _request(world, shop.id, member, shop.owner)
    return Act(
        "bring in",
        (member,),
        lambda: book.credit(member, shop.id, "opening", points, book.now, expires),
        lambda: ledger.opening_balance(request, points, expires),
        lambda made, answer: agrees(made, answer, points),
        gist,
    )


async def undo_award(world: World) -> Act | None:
    """A part of what a correction gave."""
    if not world.given:
        return None
    made, book = world.one(world.given), world.book
    points, request, policy, tx = await _part_of(world, made)
    return Act(
        "undo award",
        (made.member,),
        lambda: book.undo_award(made, points),
        lambda: ledger.reverse_earn(request, tx, points, policy),
        lambda _, answer: same("points to take back", answer.result["target"], points),
        gist,
    )


async def undo_spending(world: World) -> Act | None:
    """A part of what was spent."""
    if not world.spent:
        return None
    made, book = world.one(world.spent), world.book
    points, request, policy, tx = await _part_of(world, made)
    return Act(
        "undo spending",
        (made.member,),
        lambda: book.undo_spending(made, points),
        lambda: ledger.reverse_redeem(request, tx, points, policy),
        lambda _, answer: same("points given back", answer.points, points),
        gist,
    )


async def _part_of(
    world: World, made: Earned | Spent
) -> tuple[int, ledger.PostingRequest, ledger.LedgerPolicy, UUID]:
    points = world.dice.randint(1, made.points + 1)
    request = _request(world, made.business, made.member, world.shop_of(made.business).owner)
    policy = ledger.policy_of(await businesses.rules_for(world.program_id))
    assert made.tx is not None
    return points, request, policy, made.tx
