"""Facts of rewards and vouchers."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class RewardSaved(Fact):
    """A reward was added, changed or put out of use."""

    name: ClassVar[str] = "rewards.reward_saved"

    reward_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        """The business whose catalogue changed."""
        return (f"business:{self.business_id}",)


class VoucherIssued(Fact):
    """A voucher was made: redeemed, held or given."""

    name: ClassVar[str] = "rewards.voucher_issued"

    voucher_id: UUID
    reward_id: UUID
    membership_id: UUID | None
    state: str
    points_paid: int
    is_given: bool

    @override
    def topics(self) -> tuple[str, ...]:
        """The card that the voucher is on."""
        return _topics(self.membership_id)


class VoucherChanged(Fact):
    """A voucher was captured, cancelled, handed out or ran out, or its handing over went on."""

    name: ClassVar[str] = "rewards.voucher_changed"

    voucher_id: UUID
    reward_id: UUID
    membership_id: UUID | None
    state: str
    fulfilment: str

    @override
    def topics(self) -> tuple[str, ...]:
        """The card that the voucher is on."""
        return _topics(self.membership_id)


class VoucherWasUsed(Fact):
    """A voucher was used at a store. `amount_minor` is what a gift card paid, in minor units."""

    name: ClassVar[str] = "rewards.voucher_used"

    voucher_id: UUID
    voucher_use_id: UUID
    reward_id: UUID
    membership_id: UUID | None
    store_id: UUID
    state: str
    amount_minor: int | None

    @override
    def topics(self) -> tuple[str, ...]:
        """The store's screens, and the card that the voucher is on."""
        return (f"store:{self.store_id}", *_topics(self.membership_id))


def _topics(membership_id: UUID | None) -> tuple[str, ...]:
    return (f"card:{membership_id}",) if membership_id else ()
