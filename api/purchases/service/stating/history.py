"""New bills of history from another system, written many at once as `state_bill` would write each."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

import orjson

from api import customers
from api.core.ids import new_ids
from api.core.turns import by_turns
from api.customers import Member
from api.purchases.queries.rows import steps_json
from api.purchases.rules.family import NOBODY, FamilyOnDay
from api.purchases.rules.stating import content_of, returned_of, status_of, taken_back
from api.purchases.service.history import (
    BaseRate,
    Bill,
    Books,
    birth_months_of,
    bought_before,
    count,
    post,
    stage,
    write,
)
from api.purchases.service.stating.context import Stating
from api.purchases.service.till import Parts, Till, family_at, known_goods, work_out
from api.purchases.types import LineInput, StatedBill, StatedChange, StatedOutcome


@dataclass(frozen=True, slots=True)
class _Earned:
    """What a whole bill earns, in the words that are kept; `is_first` where a rule asked and it was the first."""

    points: int
    explanation: str
    line_points: tuple[int, ...] = ()
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class EnteredBills:
    """New bills of history that are written, and are still to be counted and posted: see `settle_bills`."""

    books: Books
    bills: Sequence[Bill]
    has_awards: bool

    @property
    def outcomes(self) -> list[StatedOutcome]:
        """What each bill gives, in their order."""
        return [
            StatedOutcome(bill.key, bill.id, bill.member_id, bill.points, StatedChange.NEW)
            for bill in self.bills
        ]


async def nothing_earlier() -> None:
    """For bills that nobody states others before."""


async def enter_history(
    stating: Stating, bills: Sequence[StatedBill], earlier: Callable[[], Awaitable[object]]
) -> EnteredBills:
    """Writes bills whose keys are new, in the caller's transaction; none of them is cancelled."""
    books = Books(stating.program, stating.business_id, stating.source)
    tills = {store_id: await stating.till(store_id) for store_id in {bill.store_id for bill in bills}}
    if any(till.asks_for_first_purchase for till in tills.values()):
        await earlier()
    lines = await _lines(tills, bills)
    earned = await _earned(books, tills, bills, lines)
    ids = zip(new_ids(len(bills)), new_ids(len(bills)), strict=True)
    worked_out = list(zip(bills, lines, earned, ids, strict=True))
    booked = await by_turns(lambda few: [_bill(*each) for each in few], worked_out)
    await write(books, booked)
    return EnteredBills(books, booked, await stage(books, booked))


async def settle_history(entered: EnteredBills) -> None:
    """Counts and posts what was entered in the same transaction."""
    await count(entered.books, entered.bills)
    if entered.has_awards:
        await post(entered.books)


async def _lines(tills: dict[UUID, Till], bills: Sequence[StatedBill]) -> list[tuple[LineInput, ...]]:
    """The lines of each bill with what the catalogue knows, looked up once for all."""
    told = [line for bill in bills for line in bill.lines]
    if not told:
        return [()] * len(bills)
    known = iter(await known_goods(next(iter(tills.values())), told))
    return [tuple(next(known) for _ in bill.lines) for bill in bills]


async def _earned(
    books: Books,
    tills: dict[UUID, Till],
    bills: Sequence[StatedBill],
    lines: Sequence[tuple[LineInput, ...]],
) -> list[_Earned]:
    if not bills:
        return []
    till = next(iter(tills.values()))
    if till.earn_rules or any(lines):
        return await _worked_out(books, tills, bills, lines)
    base = BaseRate(books, till.rate)
    return [
        _Earned(*base.of(bill.amount_minor - bill.gift_card_minor if _may_earn(bill) else 0))
        for bill in bills
    ]


def _may_earn(bill: StatedBill) -> bool:
    return bill.membership_id is not None and bill.earns


async def _worked_out(
    books: Books,
    tills: dict[UUID, Till],
    bills: Sequence[StatedBill],
    lines: Sequence[tuple[LineInput, ...]],
) -> list[_Earned]:
    """By the one calculation of the till, the oldest bill first: a rule may ask for a customer's first."""
    till = next(iter(tills.values()))
    ids = {bill.membership_id for bill in bills if bill.membership_id is not None}
    months = await birth_months_of(books, till.earn_rules, ids)
    bought = await bought_before(books, till.earn_rules, ids)
    members = await _members(books, till, ids)
    found = [_Earned(0, "[]")] * len(bills)
    for at in sorted(range(len(bills)), key=lambda place: bills[place].occurred_at):
        bill, member_id = bills[at], bills[at].membership_id
        if member_id is None or not bill.earns:
            continue
        is_first = member_id not in bought
        bought.add(member_id)
        family = (
            await family_at(till, members[member_id], bill.occurred_at) if member_id in members else NOBODY
        )
        found[at] = _work_out(tills[bill.store_id], bill, lines[at], months.get(member_id), family, is_first)
    return found


async def _members(books: Books, till: Till, ids: Iterable[UUID]) -> dict[UUID, Member]:
    """Members, where a rule asks for their families."""
    if not till.asks_for_family:
        return {}
    return await customers.members_by_id(books.program.id, list(ids), business_id=books.business_id)


def _work_out(
    till: Till,
    bill: StatedBill,
    lines: tuple[LineInput, ...],
    birth_month: int | None,
    family: FamilyOnDay,
    is_first: bool,
) -> _Earned:
    parts = Parts(bill.gift_card_minor, 0, bill.amount_minor - bill.gift_card_minor)
    earned = work_out(
        till, birth_month, parts, lines, bill.occurred_at, is_first_purchase=is_first, family=family
    )
    asked = is_first and till.asks_for_first_purchase
    return _Earned(earned.points, steps_json(earned.steps), earned.line_points, asked)


def _bill(bill: StatedBill, lines: tuple[LineInput, ...], earned: _Earned, ids: tuple[UUID, UUID]) -> Bill:
    bill_id, tx_id = ids
    back = taken_back(earned.points, bill) if bill.returned_minor else 0
    given = tx_id if earned.points > back else None
    return Bill(
        bill_id,
        given,
        bill.membership_id,
        bill.store_id,
        bill.bill_number,
        bill.key,
        content_of(bill),
        bill.occurred_at,
        bill.amount_minor,
        earned.points,
        earned.explanation,
        bill.gift_card_minor,
        returned_of(bill),
        back,
        status_of(bill).value,
        _stated(given, earned, back, bool(lines)),
        lines,
        earned.line_points or (0,) * len(lines),
    )


def _stated(tx_id: UUID | None, earned: _Earned, back: int, has_lines: bool) -> str:
    """What is kept for the next time that the bill is stated: see `kept`."""
    parts = [] if tx_id is None else [[str(tx_id), earned.points - back]]
    told: dict[str, object] = {"revision": 1, "parts": parts}
    if earned.is_first:
        told["first"] = True
    if has_lines:
        told["lines"] = True
    return orjson.dumps(told).decode()
