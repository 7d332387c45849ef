"""Values of sales that may cross the border of the domain."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.businesses import EarnRate
from api.core.errors import Refusal
from api.core.money import Money
from api.core.weekdays import Weekday as Weekday
from api.stamps import ComingStamps


class PurchaseStatus(StrEnum):
    """How much of a bill still stands."""

    RECORDED = "recorded"
    PARTLY_RETURNED = "partly_returned"
    RETURNED = "returned"
    VOIDED = "voided"


class ReturnKind(StrEnum):
    """How a return names what comes back."""

    WHOLE = "whole"
    LINES = "lines"
    AMOUNT = "amount"
    VOID = "void"


class EarnRuleKind(StrEnum):
    """What an earn rule gives: its own rate, a multiple of the rate, or a number of points."""

    RATE = "rate"
    MULTIPLIER = "multiplier"
    BONUS = "bonus"


class BirthdaySpan(StrEnum):
    """Days around a birthday: itself, its week from Monday to Sunday, its month of the calendar."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class EarnConditions:
    """When an earn rule holds. An empty condition asks nothing; hours are local, `to_hour` is not included.

    `birthday` is the member's own. What is asked of children has to be true of one child; ages are those of the day.
    """

    category_ids: frozenset[UUID] = frozenset()
    product_ids: frozenset[UUID] = frozenset()
    store_ids: frozenset[UUID] = frozenset()
    weekdays: frozenset[Weekday] = frozenset()
    from_hour: int | None = None
    to_hour: int | None = None
    first_purchase: bool = False
    birthday_month: bool = False
    min_amount_minor: int | None = None
    birthday: BirthdaySpan | None = None
    kid_birthday: BirthdaySpan | None = None
    kid_age_from: int | None = None
    kid_age_to: int | None = None


@dataclass(frozen=True, slots=True)
class EarnRuleInfo:
    """An earn rule as it is. `multiplier_bp` is in basis points: 20,000 doubles."""

    id: UUID
    name: str
    kind: EarnRuleKind
    priority: int = 100
    conditions: EarnConditions = EarnConditions()
    rate: EarnRate | None = None
    multiplier_bp: int | None = None
    bonus_points: int | None = None
    cap_points: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class EarnStep:
    """One step of how points were worked out, in words; the steps of a sale sum to its points."""

    rule: str
    points: int
    rule_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LineInput:
    """A line of a bill as the till sends it. Quantity in thousandths."""

    amount_minor: int
    sku: str = ""
    name: str = ""
    product_id: UUID | None = None
    category_id: UUID | None = None
    quantity_milli: int = 1000


@dataclass(frozen=True, slots=True)
class RecordPurchase:
    """A sale to record. The customer is a membership, or a phone number to find or enrol, or nobody.

    `pays_max_points`: as many points pay as the program and the customer's points let; `points_paid` is 0 then.
    `customer_problem` is why the customer's code or token was not accepted; it is raised only where this key was not
    recorded before, so that a retry is answered even after its token has ended.
    """

    idempotency_key: str
    store_id: UUID
    amount: Money
    membership_id: UUID | None = None
    phone: str | None = None
    customer_problem: Refusal | None = None
    gift_card: Money | None = None
    points_paid: int = 0
    pays_max_points: bool = False
    bill_number: str | None = None
    lines: tuple[LineInput, ...] = ()
    occurred_at: datetime | None = None
    device_id: str | None = None


@dataclass(frozen=True, slots=True)
class PreviewPurchase:
    """A sale to work out without recording it."""

    store_id: UUID
    amount: Money
    membership_id: UUID | None = None
    gift_card: Money | None = None
    points_paid: int = 0
    pays_max_points: bool = False
    lines: tuple[LineInput, ...] = ()
    occurred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PurchaseInfo:
    """A bill as it stands. Amounts in minor units of `currency`."""

    id: UUID
    program_id: UUID
    business_id: UUID
    store_id: UUID
    membership_id: UUID | None
    bill_number: str | None
    currency: str
    amount_minor: int
    gift_card_minor: int
    points_paid: int
    points_paid_minor: int
    eligible_minor: int
    points_earned: int
    returned_minor: int
    points_taken_back: int
    points_given_back: int
    status: PurchaseStatus
    explanation: tuple[EarnStep, ...]
    staff_id: UUID | None
    staff_name: str
    occurred_at: datetime
    recorded_at: datetime
    earn_tx_id: UUID | None
    redeem_tx_id: UUID | None


@dataclass(frozen=True, slots=True)
class LineInfo:
    """A line of a bill as it stands."""

    seq: int
    sku: str
    name: str
    product_id: UUID | None
    category_id: UUID | None
    quantity_milli: int
    amount_minor: int
    returned_minor: int
    points: int


@dataclass(frozen=True, slots=True)
class ReturnInfo:
    """Goods brought back, or a void."""

    id: UUID
    purchase_id: UUID
    kind: ReturnKind
    amount_minor: int
    points_taken_back: int
    points_given_back: int
    reason: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnPurchase:
    """What to return: lines as (seq, minor units), an amount, or the whole rest where neither is given."""

    idempotency_key: str
    purchase_id: UUID
    lines: tuple[tuple[int, int], ...] = ()
    amount: Money | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RecordedPurchase:
    """The answer of `record`: the bill, and whether it had been recorded before with this key."""

    purchase: PurchaseInfo
    is_replay: bool


@dataclass(frozen=True, slots=True)
class RecordedReturn:
    """The answer of a return or void."""

    purchase_return: ReturnInfo
    purchase: PurchaseInfo
    is_replay: bool


@dataclass(frozen=True, slots=True)
class PurchasePreview:
    """What a sale would earn, and how much of it could be paid with points.

    `points_paid` pay `points_value`; `eligible` is left to pay with money. From `min_points_payable` to
    `max_points_payable` (0: none) in steps could pay; `from_household` of them are others'.
    """

    points: int
    eligible: Money
    points_paid: int
    points_value: Money
    balance_before: int
    balance_after: int
    steps: tuple[EarnStep, ...]
    min_points_payable: int
    max_points_payable: int
    points_step: int
    from_household: int
    is_capped: bool
    stamps: tuple[ComingStamps, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is. Rows and bytes of the whole file, earlier runs included."""

    bytes_done: int
    bytes_total: int
    rows_done: int
    rows_dead: int


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `rows_done` are in the books, `rows_dead` are in the file `dead_path` with their reasons.

    `rows_now` were read by this run alone, in `seconds`.
    """

    rows_done: int
    rows_dead: int
    rows_now: int
    seconds: float
    was_finished: bool
    dead_path: str


@dataclass(frozen=True, slots=True)
class PendingChoice:
    """Waiting points, named by the transaction that gave them or by their bill."""

    idempotency_key: str
    tx_id: UUID | None = None
    purchase_id: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandPosting:
    """Points that a person moves without a bill. `points` is positive, but for an adjustment that takes."""

    idempotency_key: str
    membership_id: UUID
    points: int
    reason: str
    store_id: UUID | None = None
