"""Stamps that a person gives at the till, and takes back."""

from uuid import UUID

from api import businesses, customers
from api.businesses import ProgramRules
from api.core import audit, clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch, NotFound
from api.stamps.errors import DailyLimit, DesignNotInUse, StampsNotHere, StampsUndone, StampUndoClosed
from api.stamps.queries import Act, Chain, Given, act_by_key, act_of, given_by_act, to_put, was_undone
from api.stamps.rules.bills import allowed, in_use
from api.stamps.rules.checks import MAX_REASON, check_issue, check_key, check_text
from api.stamps.rules.content import issue_hash, undo_hash
from api.stamps.service.booking import Cause, book
from api.stamps.service.moving import putting, taking
from api.stamps.types import IssueStamps, StampAct, StampKind, UndoStamps


async def issue_stamps(actor: Actor, business_id: UUID, request: IssueStamps) -> StampAct:
    """Gives 1 to 20 stamps by hand in a store of the business; a full card gives its voucher and begins the next.

    The same key with the same content returns the first result. Refuses with BAD_INPUT, with NOT_FOUND for a customer
    whom the business has not met, a design or an open store that is not its own, with STAMP_CARD_NOT_IN_USE,
    STAMPS_NOT_HERE, DAILY_LIMIT, IDEMPOTENCY_MISMATCH.
    """
    check_issue(request)
    program = await businesses.rules_for(await businesses.program_of(business_id))
    cause = Cause(
        actor=actor,
        program_id=program.id,
        business_id=business_id,
        membership_id=request.membership_id,
        kind=StampKind.HAND,
        source=_source(business_id),
        key=request.idempotency_key,
        content=issue_hash(request),
        reason=request.reason,
        store_id=request.store_id,
    )
    known = await _done_before(cause)
    return known if known is not None else await db.retrying(lambda: _issue(cause, program, request))


async def _issue(cause: Cause, program: ProgramRules, request: IssueStamps) -> StampAct:
    await _check_store(cause.business_id, request.store_id)
    async with db.transaction():
        known = await _done_meanwhile(cause)
        if known is not None:
            return known
        day = clock.local_date(clock.now(), program.time_zone)
        chains = await to_put(
            cause.program_id, cause.business_id, cause.membership_id, day, request.design_id
        )
        if not chains:
            raise NotFound("There is no such stamp card.", path=("designId",))
        _check_may(chains[0], request)
        moves = await putting(cause, [(chains[0], request.count, day, {})])
        act = await book(cause, moves)
        await _audit(cause, "stamps.issue", act)
    return act


def _check_may(chain: Chain, request: IssueStamps) -> None:
    rules = chain.design.rules
    if not in_use(rules, clock.now()):
        raise DesignNotInUse("This stamp card is not in use now.", path=("designId",))
    if rules.store_ids and request.store_id not in rules.store_ids:
        raise StampsNotHere("This card is not stamped in this store.", path=("storeId",))
    if allowed(rules, chain.used, request.count) < request.count:
        left = allowed(rules, chain.used, request.count)
        raise DailyLimit(
            f"This customer can get {left} more of these stamps today.",
            path=("count",),
            params={"left": left},
        )


async def undo_stamps(actor: Actor, business_id: UUID, request: UndoStamps) -> StampAct:
    """Takes back what was given by hand at once, within the program's time for undoing.

    A voucher that came of it is taken back as well. The same key with the same content returns the first result.
    Refuses with NOT_FOUND, BAD_INPUT for stamps of a bill, STAMP_UNDO_CLOSED, STAMPS_UNDONE, with VOUCHER_USED where
    the voucher is used, IDEMPOTENCY_MISMATCH.
    """
    check_key(request.idempotency_key)
    check_text(request.reason, MAX_REASON, "reason")
    program = await businesses.rules_for(await businesses.program_of(business_id))
    given = await act_of(program.id, business_id, request.stamp_id)
    if given is None:
        raise NotFound("There are no such stamps.", path=("stampId",))
    cause = Cause(
        actor=actor,
        program_id=program.id,
        business_id=business_id,
        membership_id=given.membership_id,
        kind=StampKind.UNDO,
        source=_source(business_id),
        key=request.idempotency_key,
        content=undo_hash(request),
        reason=request.reason,
        undoes_id=given.id,
    )
    known = await _done_before(cause)
    if known is not None:
        return known
    _check_undoable(program, given)
    return await db.retrying(lambda: _undo(cause, given))


def _check_undoable(program: ProgramRules, given: Act) -> None:
    if given.kind is not StampKind.HAND:
        raise BadInput("Stamps of a bill go when the bill is returned or undone.", path=("stampId",))
    age = (clock.now() - given.created_at).total_seconds()
    if age > program.void_window_seconds:
        raise StampUndoClosed(
            "It is too late to take these stamps back.",
            path=("stampId",),
            params={"window_seconds": program.void_window_seconds},
        )


async def _undo(cause: Cause, given: Act) -> StampAct:
    async with db.transaction():
        known = await _done_meanwhile(cause)
        if known is not None:
            return known
        if await was_undone(given.id):
            raise StampsUndone("These stamps were taken back before.", path=("stampId",))
        found = await given_by_act(cause.program_id, cause.membership_id, given.id)
        _check_there(found)
        moves = await taking(cause, [(each, each.standing) for each in found], must_all=True)
        act = await book(cause, moves)
        await _audit(cause, "stamps.undo", act)
    return act


def _check_there(found: list[Given]) -> None:
    if any(each.lost for each in found):
        raise StampsUndone("The card of these stamps has expired meanwhile.", path=("stampId",))


def _source(business_id: UUID) -> str:
    return f"b:{business_id.hex}"


async def _done_before(cause: Cause) -> StampAct | None:
    found = await act_by_key(cause.program_id, cause.source, cause.key)
    if found is None:
        return None
    act, content = found
    if content != cause.content:
        raise IdempotencyMismatch(
            "This idempotency key was used before for other stamps.", path=("idempotencyKey",)
        )
    return act


async def _done_meanwhile(cause: Cause) -> StampAct | None:
    """The member's lock makes rivals wait; what they did is seen before anything is worked out."""
    if not await customers.hold_member(cause.program_id, cause.business_id, cause.membership_id):
        raise NotFound("There is no such customer.", path=("customerId",))
    return await _done_before(cause)


async def _check_store(business_id: UUID, store_id: UUID) -> None:
    store = (await businesses.stores_by_id([store_id])).get(store_id)
    if store is None or store.business_id != business_id or not store.is_active:
        raise NotFound("There is no such open store in your business.", path=("storeId",))


async def _audit(cause: Cause, action: str, act: StampAct) -> None:
    await audit.record(
        cause.actor,
        action,
        target=("Customer", cause.membership_id),
        after={"count": act.count, "cards": [str(key) for key in act.card_ids], "reason": cause.reason},
        program_id=cause.program_id,
        business_id=cause.business_id,
    )
