"""A bill: as it is recorded, as it stands, and what was brought back of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from api.core.errors import Refusal
from api.core.money import Money


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


@dataclass(frozen=True, slots=True)
class EarnStep:
    """One step of how points were worked out, in words; the steps of a sale sum to its points."""

    rule: str
    points: int
    rule_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class LineInput:
    """A line of a bill as the till sends it. Quantity in thousandths; the brand is the one that the catalogue knows."""

    amount_minor: int
    sku: str = ""
    name: str = ""
    product_id: UUID | None = None
    category_id: UUID | None = None
    quantity_milli: int = 1000
    brand_id: UUID | None = None


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
class PurchaseInfo:
    """A bill as it stands. Amounts in minor units of `currency`. `is_stated`: another system keeps it."""

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
    is_stated: bool = False


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
