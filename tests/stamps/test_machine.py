"""Random histories of stamps against a model small enough to be believed."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
)
from typing_extensions import override

from api import purchases, rewards
from api.core import db
from api.customers import Member
from api.purchases import LineInput, PurchaseInfo, ReturnPurchase
from api.stamps import DesignInfo, StampAct, StampEarning
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.purchases import a_sale
from tests.factories.rewards import make_reward, unsound
from tests.factories.stamps import cards_of, issue, make_design, traces, undo
from tests.support.histories import History, tell

PRICE = 10_000
STOCK = 1_000


@dataclass
class Cards:
    """Full cards, oldest first, each with whether its voucher was used; and the stamps on the open one."""

    needed: int
    full: list[bool] = field(default_factory=list)
    open: int = 0

    def put(self, count: int) -> None:
        """Stamps on, one by one."""
        for _ in range(count):
            self.open += 1
            if self.open == self.needed:
                self.full.append(False)
                self.open = 0

    def take(self, count: int) -> int:
        """Stamps off, one by one, until there is none or a used voucher; how many."""
        for taken in range(count):
            if self.open == 0:
                if not self.full or self.full[-1]:
                    return taken
                self.full.pop()
                self.open = self.needed
            self.open -= 1
        return count


@dataclass
class Bill:
    """A bill of so many pieces at one price: how many came back, and how many stamps of it stand."""

    recorded: PurchaseInfo
    pieces: int
    stamps: int
    back: int = 0


class Stamping(History):
    """One member's cards of one design that is stamped by hand and by the piece."""

    tenant: Tenant
    member: Member
    design: DesignInfo
    model: Cards

    def __init__(self) -> None:
        super().__init__()
        self.acts: list[StampAct] = []
        self.bills: list[Bill] = []
        self.last: tuple[str, int] | None = None

    @initialize(needed=st.integers(2, 5))
    def begin(self, needed: int) -> None:
        """A shop, a member, a card of so many stamps."""
        self.model = Cards(needed)
        self.wait(self._begin(needed))

    async def _begin(self, needed: int) -> None:
        self.tenant = await make_business()
        self.member = await make_member(self.tenant)
        reward = await make_reward(self.tenant, stock=STOCK)
        self.design = await make_design(
            self.tenant, needed=needed, earning=StampEarning.PER_ITEM, reward=reward
        )

    @rule(count=st.integers(1, 12))
    def give(self, count: int) -> None:
        """By hand."""
        key = uuid4().hex
        self.acts.append(self.wait(issue(self.tenant, self.who, self.design, count, key=key)))
        self.last = (key, count)
        self.model.put(count)

    @precondition(lambda self: self.last is not None)
    @rule()
    def give_again(self) -> None:
        """The last key again: nothing happens."""
        assert self.last is not None
        key, count = self.last
        assert self.wait(issue(self.tenant, self.who, self.design, count, key=key)).is_replay

    @precondition(lambda self: self.acts)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """An act by hand: all of it, or a refusal where a voucher of it is used."""
        at = data.draw(st.integers(0, len(self.acts) - 1))
        trial = Cards(self.model.needed, list(self.model.full), self.model.open)
        if trial.take(self.acts[at].count) < self.acts[at].count:
            with pytest.raises(rewards.VoucherUsed):
                self.wait(undo(self.tenant, self.acts[at]))
            return
        self.wait(undo(self.tenant, self.acts.pop(at)))
        self.model = trial

    @rule(pieces=st.integers(1, 9))
    def buy(self, pieces: int) -> None:
        """A bill of one line."""
        line = LineInput(pieces * PRICE, name="Coffee", quantity_milli=pieces * 1_000)
        sale = a_sale(self.tenant, pieces * PRICE, membership_id=self.who, lines=(line,))
        made = self.wait(purchases.record(self.tenant.owner, self.tenant.business_id, sale))
        self.bills.append(Bill(made.purchase, pieces, pieces))
        self.model.put(pieces)

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        """Some or all pieces of a bill: their stamps go, but for those of a used voucher."""
        bill = data.draw(st.sampled_from(self.bills))
        pieces = data.draw(st.integers(1, bill.pieces - bill.back))
        bill.back += pieces
        request = ReturnPurchase(uuid4().hex, bill.recorded.id, lines=((1, pieces * PRICE),))
        self.wait(purchases.return_purchase(self.tenant.owner, self.tenant.business_id, request))
        bill.stamps -= self.model.take(bill.stamps - (bill.pieces - bill.back))
        if bill.back == bill.pieces:
            self.bills.remove(bill)

    @precondition(lambda self: False in self.model.full)
    @rule(data=st.data())
    def use(self, data: st.DataObject) -> None:
        """A voucher is used at a till."""
        unused = [at for at, is_used in enumerate(self.model.full) if not is_used]
        at = data.draw(st.sampled_from(unused))
        self.model.full[at] = True
        self.wait(self._use(at))

    async def _use(self, at: int) -> None:
        await db.execute(
            "UPDATE voucher SET state = 'used' WHERE id = (SELECT voucher_id FROM stamp_card "
            "WHERE membership_id = $1 AND state = 'full' ORDER BY round OFFSET $2 LIMIT 1)",
            self.who,
            at,
        )

    @rule()
    def look(self) -> None:
        """Cards and vouchers are those of the model, and not one piece of stock is lost."""
        found = [each for each in self.wait(cards_of(self.who)) if each[1] != "waiting"]
        full = [(self.model.needed, "full", "used" if is_used else "active") for is_used in self.model.full]
        if found or self.model != Cards(self.model.needed):
            assert found == [*full, (self.model.open, "open", None)]
        taken = self.wait(traces(self.tenant))["taken"]
        assert taken == len(self.model.full)

    @property
    def who(self) -> Any:
        """The member."""
        return self.member.membership_id

    @override
    def teardown(self) -> None:
        """The shop closes; its books are sound but for what the test itself did to vouchers."""
        if hasattr(self, "tenant"):
            self.look()
            found = self.wait(unsound(self.tenant.program_id))
            assert [each for each in found if each.invariant != "used_once"] == []


async def test_random_histories_agree_with_the_model(db: None) -> None:
    """Some hundreds of steps are done in both and compared."""
    await tell(Stamping, histories=15, steps=30)
