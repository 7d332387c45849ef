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


class _OfVoucher(Fact):
    """What every fact of a voucher says."""

    name: ClassVar[str] = "rewards.voucher"

    voucher_id: UUID
    reward_id: UUID
    membership_id: UUID | None
    state: str

    @override
    def topics(self) -> tuple[str, ...]:
        """The card that the voucher is on."""
        return (f"card:{self.membership_id}",) if self.membership_id else ()


class VoucherIssued(_OfVoucher):
    """A voucher was made: redeemed, held or given."""

    name: ClassVar[str] = "rewards.voucher_issued"

    points_paid: int
    is_given: bool


class VoucherChanged(_OfVoucher):
    """A voucher was captured, cancelled, ran out, or its handing over went on."""

    name: ClassVar[str] = "rewards.voucher_changed"

    fulfilment: str


class VoucherWasUsed(_OfVoucher):
    """A voucher was used at a store. `amount_minor` is what a gift card paid, in minor units."""

    name: ClassVar[str] = "rewards.voucher_used"

    voucher_use_id: UUID
    store_id: UUID
    amount_minor: int | None
