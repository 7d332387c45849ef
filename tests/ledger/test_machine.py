"""Random histories against a model small enough to be believed."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from typing_extensions import override

from api import ledger
from api.core.ids import new_id
from tests.factories.ledger import FOREVER, Books, day
from tests.support.histories import History, tell

MEMBERS = 2
POINTS = st.integers(1, 200)
WHO = st.integers(0, MEMBERS - 1)


@dataclass
class ModelLot:
    """Points earned together; `expires` is a day, None for never."""

    rest: int
    expires: int | None
    tx: int


@dataclass
class ModelMember:
    """A member as a list of lots and a debt."""

    lots: list[ModelLot] = field(default_factory=list)
    debt: int = 0

    def expire(self, today: int) -> None:
        """Drops what is due."""
        for lot in self.lots:
            if lot.expires is not None and lot.expires <= today:
                lot.rest = 0

    @property
    def balance(self) -> int:
        """What can be spent, or the debt."""
        return sum(lot.rest for lot in self.lots) - self.debt

    def credit(self, points: int, lot: ModelLot) -> None:
        """Into a lot, a debt first."""
        repaid = min(points, self.debt)
        self.debt -= repaid
        lot.rest += points - repaid

    def take(self, points: int) -> list[tuple[ModelLot, int]]:
        """First-expiring first, then in order of earning; what was taken from where."""
        taken = []
        for lot in sorted(self.lots, key=lambda lot: (lot.expires is None, lot.expires or 0, lot.tx)):
            part = min(points, lot.rest)
            lot.rest -= part
            points -= part
            if part:
                taken.append((lot, part))
        assert points == 0
        return taken


class Ledger(History):
    """Each step is done in both and compared; at the end every invariant holds."""

    runner: Any

    def __init__(self) -> None:
        super().__init__()
        self.books = Books()
        self.people = [new_id() for _ in range(MEMBERS)]
        self.model = [ModelMember() for _ in range(MEMBERS)]
        self.today = 0
        self.step = 0
        self.earned: list[tuple[int, ledger.Posting, ModelLot, int]] = []
        self.spent: list[tuple[int, ledger.Posting, int]] = []
        self.last: tuple[ledger.PostingRequest, int, ledger.Posting] | None = None

    def request(self, who: int) -> ledger.PostingRequest:
        """A fresh key; each step happens a moment after the one before."""
        self.step += 1
        return self.books.request(
            day(self.today).replace(microsecond=self.step), membership_id=self.people[who]
        )

    def same(self, who: int, balance: int) -> None:
        """The database and the model agree on the balance."""
        assert balance == self.model[who].balance

    @rule(who=WHO, points=POINTS, life=st.one_of(st.none(), st.integers(1, 5)))
    def earn(self, who: int, points: int, life: int | None) -> None:
        """Points with some days to live."""
        self.model[who].expire(self.today)
        lot = ModelLot(0, None if life is None else self.today + life, self.step)
        self.model[who].lots.append(lot)
        self.model[who].credit(points, lot)
        request = self.request(who)
        expires = None if lot.expires is None else day(lot.expires)
        posted = self.wait(ledger.opening_balance(request, points, expires, now=day(self.today)))
        self.earned.append((who, posted, lot, points))
        self.last = (request, points, posted)
        self.same(who, posted.balance)

    @rule(who=WHO, points=POINTS)
    def redeem(self, who: int, points: int) -> None:
        """What is there, or a refusal that names it."""
        member = self.model[who]
        member.expire(self.today)
        attempt = ledger.redeem(self.request(who), points, now=day(self.today))
        if member.balance < points:
            with pytest.raises(ledger.InsufficientPoints) as refused:
                self.wait(attempt)
            assert refused.value.params["available"] == max(member.balance, 0)
            return
        member.take(points)
        posted = self.wait(attempt)
        self.spent.append((who, posted, points))
        self.same(who, posted.balance)

    @precondition(lambda self: self.earned)
    @rule(data=st.data())
    def return_bill(self, data: st.DataObject) -> None:
        """Some of what an earning gave; the member loses what is not yet expired of it, into debt if need be."""
        index = data.draw(st.integers(0, len(self.earned) - 1))
        who, posted, lot, left = self.earned[index]
        points = data.draw(st.integers(1, left + 1))
        attempt = ledger.reverse_earn(self.request(who), posted.tx_id, points, FOREVER, now=day(self.today))
        if points > left:
            with pytest.raises(ledger.ReversalTooLarge):
                self.wait(attempt)
            return
        self.earned[index] = (who, posted, lot, left - points)
        member = self.model[who]
        member.expire(self.today)
        before = member.balance
        back = self.wait(attempt)
        own = min(points, lot.rest)
        lot.rest -= own
        assert back.result["own"] == own
        expired = int(str(back.result["expired"]))
        assert -back.points == points - expired
        self._take_newest(member, lot, points - own - expired)
        assert member.balance == before + back.points
        self.same(who, back.balance)

    def _take_newest(self, member: ModelMember, own: ModelLot, points: int) -> None:
        for lot in sorted(member.lots, key=lambda lot: -lot.tx):
            if lot is not own:
                part = min(points, lot.rest)
                lot.rest -= part
                points -= part
        member.debt += points

    @rule()
    def sleep(self) -> None:
        """A day passes."""
        self.today += 1

    @rule()
    def sweep(self) -> None:
        """The sweep changes no balance that was shown."""
        self.wait(ledger.expire(self.books.program_id, day(self.today)))
        for member in self.model:
            member.expire(self.today)
        self.check_balances()

    @rule(giver=WHO, points=POINTS)
    def transfer(self, giver: int, points: int) -> None:
        """To the other member; lots keep their expiry."""
        taker = 1 - giver
        for member in self.model:
            member.expire(self.today)
        attempt = ledger.transfer(self.request(giver), self.people[taker], points, now=day(self.today))
        if self.model[giver].balance < points:
            with pytest.raises(ledger.InsufficientPoints):
                self.wait(attempt)
            return
        self.wait(attempt)
        arrived = [ModelLot(part, lot.expires, lot.tx) for lot, part in self.model[giver].take(points)]
        other = self.model[taker]
        other.lots += arrived
        repaid = min(points, other.debt)
        other.debt -= repaid
        other_lots = sorted(arrived, key=lambda lot: (lot.expires is None, lot.expires or 0, lot.tx))
        for lot in other_lots:
            part = min(repaid, lot.rest)
            lot.rest -= part
            repaid -= part
        self.check_balances()

    @precondition(lambda self: self.last is not None)
    @rule()
    def replay(self) -> None:
        """The last earning again: the same answer, nothing changed."""
        assert self.last is not None
        request, points, posted = self.last
        again = self.wait(ledger.opening_balance(request, points, None, now=day(self.today)))
        assert again == replace(posted, is_replay=True)
        self.check_balances()

    def check_balances(self) -> None:
        """Both members, as they are shown today."""
        found = self.wait(ledger.balances_for(self.people, now=day(self.today)))
        for key, member in zip(self.people, self.model, strict=True):
            member.expire(self.today)
            assert found[key].available == member.balance

    @override
    def teardown(self) -> None:
        """The books close."""
        self.check_balances()
        assert self.wait(ledger.verify(self.books.program_id)) == []


async def test_random_histories_agree_with_the_model(db: None) -> None:
    """Some hundreds of steps are done in both and compared."""
    await tell(Ledger, histories=15, steps=30)
