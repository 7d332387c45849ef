"""Random histories of a household and its gifts against a model small enough to be believed."""

from dataclasses import dataclass, field
from uuid import UUID, uuid4

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
)
from typing_extensions import override

from api import gifts, households, ledger
from api.core import clock
from api.core.errors import Refusal
from api.customers import Member
from tests.factories.businesses import Tenant
from tests.factories.family import give, limit, make_family_shop, make_household, oneself, unsound
from tests.factories.purchases import balance_of
from tests.support.histories import History, tell

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

BEGIN = (300, 200, 100)
WHO = st.integers(0, len(BEGIN) - 1)
POLICY = ledger.LedgerPolicy(time_zone="Asia/Kolkata")


@dataclass
class Spent:
    """A redemption: who spent, what each paid, in the order in which it comes back, and its posting."""

    who: int
    paid: list[tuple[int, int]]
    tx: UUID


@dataclass
class Model:
    """Balances, who shares, how much each may still take, what was spent, and gifts under way."""

    balances: list[int]
    shares: list[bool]
    left: list[int | None]
    spent: list[Spent] = field(default_factory=list)
    sent: list[tuple[int, int, UUID]] = field(default_factory=list)

    def pool(self, who: int) -> int:
        """What the others share."""
        return sum(each for at, each in enumerate(self.balances) if at != who and self.shares[at])

    def room(self, who: int) -> int:
        """What may be taken of it."""
        bound = self.left[who]
        return self.pool(who) if bound is None else min(self.pool(who), bound)


class Together(History):
    """Three members of a household who spend, return, give and change their minds."""

    tenant: Tenant
    members: list[Member]
    model: Model

    @initialize()
    def begin(self) -> None:
        """All share, nobody is limited."""
        self.tenant = self.wait(make_family_shop({"min_points": 1}))
        _, self.members = self.wait(make_household(self.tenant, *BEGIN))
        self.model = Model(list(BEGIN), [True] * len(BEGIN), [None] * len(BEGIN))

    def request(self, who: int) -> ledger.PostingRequest:
        """A request with a key of its own."""
        return ledger.PostingRequest(
            self.tenant.program_id,
            self.tenant.business_id,
            self.members[who].membership_id,
            "machine",
            uuid4().hex,
            "ab" * 32,
            clock.now(),
        )

    @rule(who=WHO, points=st.integers(1, 400))
    def spend(self, who: int, points: int) -> None:
        """Own points first, then the others' as far as they may be taken."""
        model, own = self.model, min(points, self.model.balances[who])
        rest = points - own
        try:
            posted = self.wait(households.spend(self.request(who), points, POLICY))
        except Refusal:
            assert rest > model.room(who)
            return
        assert rest <= model.room(who)
        shared = posted.result.get("shared", [])
        assert isinstance(shared, list)
        keys = [each.membership_id for each in self.members]
        paid = [(keys.index(UUID(each["member"])), int(each["points"])) for each in shared]
        assert sum(part for _, part in paid) == rest
        assert all(model.shares[at] and at != who for at, _ in paid)
        for at, part in (*paid, (who, own)):
            model.balances[at] -= part
        if model.left[who] is not None:
            model.left[who] -= rest  # type: ignore[operator]
        model.spent.append(Spent(who, [*paid, (who, own)], posted.tx_id))

    @precondition(lambda self: self.model.spent)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        """Part of a redemption comes back: the others' points first, in the order of the posting."""
        spent = data.draw(st.sampled_from(self.model.spent))
        total = sum(part for _, part in spent.paid)
        points = data.draw(st.integers(1, total))
        self.wait(ledger.reverse_redeem(self.request(spent.who), spent.tx, points, POLICY))
        for place, (at, part) in enumerate(spent.paid):
            back = min(points, part)
            points -= back
            spent.paid[place] = (at, part - back)
            self.model.balances[at] += back
            bound = self.model.left[spent.who]
            if at != spent.who and bound is not None:
                self.model.left[spent.who] = bound + back
        if not any(part for _, part in spent.paid):
            self.model.spent.remove(spent)

    @rule(who=WHO, shares=st.booleans())
    def share(self, who: int, shares: bool) -> None:
        """Somebody decides whether the others may spend their points."""
        member = self.members[who]
        self.wait(
            households.share(oneself(member), member.person_id, member.membership_id, shares_points=shares)
        )
        self.model.shares[who] = shares

    @precondition(lambda self: not self.model.spent)
    @rule(who=WHO, most=st.integers(0, 200))
    def bound(self, who: int, most: int) -> None:
        """The guardian sets a day's limit, while nothing is spent that could still come back."""
        self.wait(limit(self.members[0], self.members[who], per_day=most))
        self.model.left[who] = most

    @rule(giver=WHO, taker=WHO, points=st.integers(1, 150))
    def give(self, giver: int, taker: int, points: int) -> None:
        """A gift leaves at once."""
        if giver == taker or self.model.balances[giver] < points:
            return
        sent = self.wait(give(self.members[giver], points, receiver_id=self.members[taker].membership_id))
        self.model.balances[giver] -= points
        self.model.sent.append((taker, points, sent.id))

    @precondition(lambda self: self.model.sent)
    @rule()
    def bring(self) -> None:
        """The oldest gift arrives, once."""
        taker, points, gift = self.model.sent.pop(0)
        assert self.wait(gifts.deliver(self.tenant.program_id, gift))
        assert not self.wait(gifts.deliver(self.tenant.program_id, gift))
        self.model.balances[taker] += points

    @rule()
    def look(self) -> None:
        """Balances, and what each can spend, are those of the model."""
        keys = [each.membership_id for each in self.members]
        assert [self.wait(balance_of(key)) for key in keys] == self.model.balances
        found = self.wait(households.spendable_for(self.tenant.program_id, keys))
        wanted = [each + self.model.room(at) for at, each in enumerate(self.model.balances)]
        assert [found[key] for key in keys] == wanted

    @override
    def teardown(self) -> None:
        """The books are sound."""
        if hasattr(self, "tenant"):
            self.look()
            assert self.wait(unsound(self.tenant.program_id)) == []


async def test_random_histories_agree_with_the_model(db: None) -> None:
    """Some hundreds of steps are done in both and compared."""
    await tell(Together, histories=12, steps=25)
