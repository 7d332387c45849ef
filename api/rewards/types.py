"""Values of rewards and vouchers that may cross the border of the domain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.core.errors import Refusal
from api.core.money import Money
from api.core.weekdays import Weekday


class RewardKind(StrEnum):
    """What a voucher of the reward is good for."""

    PRODUCT = "product"
    DISCOUNT_AMOUNT = "discount_amount"
    DISCOUNT_PERCENT = "discount_percent"
    GIFT_CARD = "gift_card"
    FREE_SHIPPING = "free_shipping"
    EXPERIENCE = "experience"
    DONATION = "donation"
    PARTNER = "partner"


class LimitPeriod(StrEnum):
    """The span over which the limits of a reward count, in the program's days."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    EVER = "ever"


class VoucherState(StrEnum):
    """What can be done with a voucher."""

    ACTIVE = "active"
    HELD = "held"
    USED = "used"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Fulfilment(StrEnum):
    """How far the handing over of what a voucher is for has come."""

    NONE = "none"
    OPEN = "open"
    READY = "ready"
    HANDED_OVER = "handed_over"


class ReasonCode(StrEnum):
    """Why a member cannot redeem a reward now."""

    NOT_ENOUGH_POINTS = "not_enough_points"
    PHONE_UNVERIFIED = "phone_unverified"
    OUT_OF_STOCK = "out_of_stock"
    LIMIT_REACHED = "limit_reached"
    TIER_TOO_LOW = "tier_too_low"
    NO_CHILD_OF_AGE = "no_child_of_age"
    WRONG_STORE = "wrong_store"
    NOT_NOW = "not_now"
    NOT_YET = "not_yet"
    ENDED = "ended"
    NOT_OFFERED = "not_offered"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with what is missing where that can be counted, and a sentence for people."""

    code: ReasonCode
    message: str
    missing: int | None = None


@dataclass(frozen=True, slots=True)
class RewardText:
    """A reward in the words of one language."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class RewardConditions:
    """Who may redeem a reward, and where and when. What is empty asks nothing; `to_hour` is not included.

    `kid_age_from` and `kid_age_to` ask for a child of that age today, both ends included.
    """

    tier_ids: frozenset[UUID] = frozenset()
    store_ids: frozenset[UUID] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    from_hour: int | None = None
    to_hour: int | None = None
    kid_age_from: int | None = None
    kid_age_to: int | None = None


@dataclass(frozen=True, slots=True)
class NewReward:
    """A reward to keep: a new one, or all values of an existing one.

    Money is in minor units of the program's currency, `discount_bp` in basis points. `stock` counts all pieces there
    ever were; None is without end. `valid_days` is how long a voucher lives, None for ever. `per_member` and
    `per_period` bound what one member and all together redeem within `period`. What is not `is_listed` is only given.
    """

    name: str
    kind: RewardKind
    description: str = ""
    texts: Mapping[str, RewardText] = field(default_factory=dict)
    category: str = ""
    points_price: int = 0
    cash_minor: int = 0
    value_minor: int | None = None
    discount_bp: int | None = None
    stock: int | None = None
    per_member: int | None = None
    per_period: int | None = None
    period: LimitPeriod = LimitPeriod.EVER
    conditions: RewardConditions = field(default_factory=RewardConditions)
    valid_days: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_stackable: bool = True
    needs_fulfilment: bool = False
    is_listed: bool = True
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class RewardInfo:
    """A reward as it is. `terms` are its values; `stock_taken` counts pieces that vouchers have taken."""

    id: UUID
    program_id: UUID
    business_id: UUID
    terms: NewReward
    stock_taken: int
    picture_file_id: UUID | None
    version: int

    @property
    def stock_left(self) -> int | None:
        """Pieces that are left; None where there is no end of them."""
        return None if self.terms.stock is None else self.terms.stock - self.stock_taken


@dataclass(frozen=True, slots=True)
class VoucherInfo:
    """One piece of a reward. `balance_minor` is what a gift card still holds; `membership_id` None: the bearer's."""

    id: UUID
    program_id: UUID
    business_id: UUID
    reward_id: UUID
    membership_id: UUID | None
    code: str
    state: VoucherState
    kind: RewardKind
    is_given: bool
    points_paid: int
    redeem_tx_id: UUID | None
    cash_minor: int
    value_minor: int | None
    discount_bp: int | None
    balance_minor: int | None
    is_stackable: bool
    fulfilment: Fulfilment
    valid_until: datetime | None
    held_until: datetime | None
    used_at: datetime | None
    reference_id: UUID | None
    reason: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class MadeVoucher:
    """A voucher that was made, or had been made before under the same key."""

    voucher: VoucherInfo
    is_replay: bool


@dataclass(frozen=True, slots=True)
class Gift:
    """A voucher to give to a member, good before `good_until`, under a key that makes it once."""

    idempotency_key: str
    membership_id: UUID
    good_until: datetime


@dataclass(frozen=True, slots=True)
class RedeemReward:
    """A reward to redeem for a member, at a store where one is known.

    `customer_problem` is why the customer's token was not accepted; it is raised only where this key is a new one.
    """

    idempotency_key: str
    membership_id: UUID
    reward_id: UUID
    store_id: UUID | None = None
    customer_problem: Refusal | None = None


@dataclass(frozen=True, slots=True)
class UseVoucher:
    """A voucher to use at a store, by its code as somebody typed it. `amount` is what a gift card is to pay."""

    idempotency_key: str
    code: str
    store_id: UUID
    amount: Money | None = None
    bill_number: str | None = None


@dataclass(frozen=True, slots=True)
class VoucherUse:
    """One use of a voucher: where, for which bill, how much of a gift card and what it holds after it."""

    id: UUID
    voucher_id: UUID
    store_id: UUID
    bill_number: str | None
    amount_minor: int | None
    balance_minor: int | None
    used_at: datetime


@dataclass(frozen=True, slots=True)
class UsedVoucher:
    """A voucher with the use that was made of it."""

    voucher: VoucherInfo
    use: VoucherUse
    is_replay: bool


@dataclass(frozen=True, slots=True)
class AvailableReward:
    """A reward on show, and every reason why the member cannot redeem it now; none: they can."""

    reward: RewardInfo
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class NewBatch:
    """Codes to make for whoever will hold them: `count` of ours, or `codes` that were made elsewhere."""

    idempotency_key: str
    reward_id: UUID
    name: str
    count: int = 0
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MadeBatch:
    """A batch that was made, or had been made before under the same key."""

    batch_id: UUID
    size: int
    is_replay: bool
