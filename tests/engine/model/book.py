"""Everything that a program does, as the model does it: bills, returns, rewards."""

from uuid import UUID

from tests.engine.model import sales
from tests.engine.model.carding import Carding
from tests.engine.model.days import No, month_of
from tests.engine.model.sales import Bill
from tests.engine.model.state import Who
from tests.engine.model.tiers import Tier
from tests.engine.model.vouchers import Reward, Voucher


class Book(Carding):
    """The model of one program."""

    def record(self, bill: Bill) -> None:
        """Post, tier, stamps, vouchers."""
        if bill.member is not None:
            who = self.members[bill.member]
            points = self._check_bill(bill, who)
            met = who.met.setdefault(bill.business, [0, 0])
            met[0], met[1] = met[0] + 1, met[1] + bill.amount
            if bill.points_paid:
                bill.spent = self.debit(who.id, bill.business, "redeemed", bill.points_paid, bill.at)
            if points:
                bill.earned = self.earn(who.id, bill.business, bill.store, points, bill.at)
                bill.points = bill.earned.points
            who.climber.count(month_of(bill.at, self.settings.zone), bill.points, bill.amount, 1)
            self.assess(who)
            self.stamp_bill(who, bill)
        self.bills.append(bill)

    def _check_bill(self, bill: Bill, who: Who) -> int:
        if bill.points_paid:
            self.check_verified(who)
            if who.purse.available < bill.points_paid:
                raise No("INSUFFICIENT_POINTS")
        tier = who.climber.shown(self.ladder)
        rates, rules = self.settings.rates, self.settings.rules
        points, by_line = sales.points_of(
            bill,
            rates[bill.business],
            rules[bill.business],
            tier.times if tier else sales.WHOLE,
            rounds_up=self.settings.rounds_up,
        )
        for line, share in zip(bill.lines, by_line, strict=bool(bill.lines)):
            line.points = share
        if points:
            self.may_earn(who.id, bill.business, bill.store, points, bill.at, spends=bill.points_paid)
        return points

    def bring_back(self, bill: Bill, back: sales.Back, *, is_void: bool = False) -> None:
        """Spent points come back first, then earned ones go; then tier, stamps, vouchers."""
        if bill.member is not None:
            who = self.members[bill.member]
            who.met[bill.business][1] -= back.amount
            who.met[bill.business][0] -= is_void
            if back.give and bill.spent:
                self.undo_spending(bill.spent, back.give)
            if back.take and bill.earned:
                self.undo_award(bill.earned, back.take)
            who.climber.count(month_of(bill.at, self.settings.zone), -back.take, -back.amount, -int(is_void))
            self.assess(who)
        sales.settle(bill, back, is_void=is_void)
        if bill.member is not None:
            self.unstamp(self.members[bill.member], bill, is_whole=back.is_whole)

    def check_void(self, bill: Bill) -> None:
        """Within its time, and before anything came back."""
        if bill.status != "recorded":
            raise No("ALREADY_RETURNED")
        if (self.now - bill.recorded_at).total_seconds() > self.settings.void_seconds:
            raise No("VOID_WINDOW_CLOSED")

    def redeem(self, who: Who, reward: Reward, business: UUID, *, is_held: bool) -> Voucher:
        """Points for a voucher."""
        if reward.business != business:
            raise No("NOT_FOUND")
        if not reward.is_listed:
            raise No("REWARD_UNAVAILABLE")
        if reward.tier is not None and reward.tier not in self.reached(who):
            raise No("TIER_TOO_LOW")
        if reward.is_out:
            raise No("OUT_OF_STOCK")
        if reward.price and not who.is_verified:
            raise No("PHONE_UNVERIFIED")
        if reward.price and who.purse.available < reward.price:
            raise No("INSUFFICIENT_POINTS")  # what costs nothing is given to a debtor too
        self.shelf.check_limits(reward, who.id, self.now, self.settings.zone)
        spent = self.debit(who.id, business, "redeemed", reward.price, self.now) if reward.price else None
        made = self.shelf.make(reward, who.id, self.now, self.settings.zone, is_given=False, is_held=is_held)
        made.spent = spent
        return made

    def cancel(self, voucher: Voucher) -> None:
        """An unused voucher: points to their lots, the piece to the stock."""
        if voucher.spent is not None:
            self.undo_spending(voucher.spent, voucher.spent.points)
        voucher.cancel()

    def give_due(self, rise: tuple[UUID, Tier]) -> Voucher | None:
        """The reward of a tier."""
        member, tier = rise
        reward = self.rewards.get(tier.reward) if tier.reward else None
        if reward is None or reward.is_out:
            return None
        return self.shelf.make(reward, member, self.now, self.settings.zone, is_given=True)

    def end_holds(self) -> None:
        """Holds that ran out."""
        for voucher in self.shelf.vouchers:
            if voucher.state == "held" and voucher.held_until and voucher.held_until <= self.now:
                self.cancel(voucher)

    def expire_vouchers(self) -> None:
        """Vouchers past their last day; their piece stays taken."""
        for voucher in self.shelf.vouchers:
            if voucher.state == "active" and voucher.is_over(self.now):
                voucher.state = "expired"
