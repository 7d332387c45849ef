"""Values of stamp cards that may cross the border."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class StampEarning(StrEnum):
    """How a bill brings stamps: not at all, one for the visit, or one for each item."""

    BY_HAND = "by_hand"
    PER_VISIT = "per_visit"
    PER_ITEM = "per_item"


class CardState(StrEnum):
    """Where a card stands. One that waits was emptied again: the card before it is the one being filled."""

    OPEN = "open"
    WAITING = "waiting"
    FULL = "full"
    EXPIRED = "expired"


class StampKind(StrEnum):
    """Why stamps were put on or taken off."""

    HAND = "hand"
    BILL = "bill"
    UNDO = "undo"
    RETURN = "return"
    MERGE = "merge"
    UNMERGE = "unmerge"


@dataclass(frozen=True, slots=True)
class StampRules:
    """Which stamps a design gives. Empty sets ask nothing; `least_minor` is what a bill must come to.

    `valid_days`: how long a card lives from its first stamp on; None for ever.
    """

    earning: StampEarning = StampEarning.BY_HAND
    category_ids: frozenset[UUID] = frozenset()
    product_ids: frozenset[UUID] = frozenset()
    store_ids: frozenset[UUID] = frozenset()
    least_minor: int | None = None
    max_per_day: int | None = None
    valid_days: int | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class DesignInfo:
    """A stamp card as a business offers it. A full one gives `reward_id`; None where the shop hands it over itself."""

    id: UUID
    program_id: UUID
    business_id: UUID
    name: str
    stamps_needed: int
    icon: str
    picture_file_id: UUID | None
    reward_id: UUID | None
    rules: StampRules
    version: int


@dataclass(frozen=True, slots=True)
class NewDesign:
    """A design to keep: a new one, or all values of an existing one.

    `picture`: its bytes; None takes it away, and `keeps_picture` leaves it as it is.
    """

    name: str
    stamps_needed: int
    icon: str = ""
    reward_id: UUID | None = None
    rules: StampRules = StampRules()
    picture: bytes | None = None
    keeps_picture: bool = True


@dataclass(frozen=True, slots=True)
class IssueStamps:
    """Stamps to give by hand in a store."""

    idempotency_key: str
    membership_id: UUID
    design_id: UUID
    store_id: UUID
    count: int = 1
    reason: str = ""


@dataclass(frozen=True, slots=True)
class UndoStamps:
    """Stamps given by hand to take back: all that were given together with `stamp_id`."""

    idempotency_key: str
    stamp_id: UUID
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StampAct:
    """What was done at once: stamps on (positive) or off (negative), the entries that say so, the cards they are on."""

    membership_id: UUID
    count: int
    stamp_ids: tuple[UUID, ...]
    card_ids: tuple[UUID, ...]
    is_replay: bool


@dataclass(frozen=True, slots=True)
class BillLine:
    """A line of a bill. Quantity in thousandths."""

    seq: int
    product_id: UUID | None
    category_id: UUID | None
    quantity_milli: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldGoods:
    """What a bill says. `time_zone` is the program's: days are its days."""

    program_id: UUID
    business_id: UUID
    store_id: UUID
    amount_minor: int
    occurred_at: datetime
    time_zone: str
    lines: tuple[BillLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StampedBill(SoldGoods):
    """A recorded bill of a member. `turn` is 0 when it is new, and grows where it comes to somebody again."""

    membership_id: UUID
    purchase_id: UUID
    turn: int = 0

    @property
    def key(self) -> str:
        """Stamps are brought once for each turn."""
        return f"put:{self.purchase_id}:{self.turn}" if self.turn else f"put:{self.purchase_id}"


@dataclass(frozen=True, slots=True)
class ComingStamps:
    """Stamps of a design that a bill would bring.

    `stamps` are on the card that is open then, of `stamps_needed`; `cards_filled` are full by it.
    """

    design_id: UUID
    name: str
    icon: str
    count: int
    stamps: int
    stamps_needed: int
    cards_filled: int


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """A line of a bill as it stands after a return, in minor units."""

    seq: int
    amount_minor: int
    returned_minor: int


@dataclass(frozen=True, slots=True)
class ReturnedBill:
    """A member's bill of which something came back; `is_complete` where nothing of it is left."""

    program_id: UUID
    business_id: UUID
    membership_id: UUID
    purchase_id: UUID
    return_id: UUID
    is_complete: bool
    lines: tuple[ReturnedLine, ...] = ()
    reason: str = ""
