"""What a bulk run may be: limits, checks, and from which state it may go where."""

from api.core.errors import BadInput
from api.customers import MemberStatus, tag_name
from api.directory.errors import ConfirmCount, TooMany, WrongState
from api.directory.rules.columns import COLUMNS
from api.directory.types import BulkKind, BulkOrder, BulkState

MAX_MEMBERS = 200_000
MAX_PICKED = 1_000
ASK_ABOVE = 1_000
MAX_POINTS = 1_000_000
MAX_REASON = 300

OPEN = (BulkState.CHECKING, BulkState.QUEUED, BulkState.RUNNING, BulkState.UNDOING)
"""States in which a worker has something to do."""
CAN_PAUSE = (BulkState.QUEUED, BulkState.RUNNING)
CAN_RESUME = (BulkState.PAUSED,)
CAN_CANCEL = (BulkState.CHECKING, BulkState.READY, BulkState.QUEUED, BulkState.RUNNING, BulkState.PAUSED)
CAN_UNDO = (BulkState.DONE, BulkState.CANCELLED, BulkState.FAILED)
UNDOABLE = (BulkKind.TAG, BulkKind.UNTAG, BulkKind.POINTS, BulkKind.STATUS)
BATCHES = {
    BulkKind.TAG: 1_000,
    BulkKind.UNTAG: 1_000,
    BulkKind.STATUS: 1_000,
    BulkKind.POINTS: 200,
    BulkKind.EXPORT: 2_000,
    BulkKind.IMPORT: 500,
}
"""How many items one transaction does: about half a second of work."""


def check_order(order: BulkOrder) -> None:
    """Refuses what no run may be, at its path."""
    if len(order.selection.customer_ids) > MAX_PICKED:
        raise TooMany(
            f"Please pick at most {MAX_PICKED} customers, or all whom a filter finds.",
            path=("customerIds",),
            params={"max": MAX_PICKED},
        )
    match order.kind:
        case BulkKind.TAG:
            tag_name(order.tag)
        case BulkKind.UNTAG if order.tag_id is None:
            raise BadInput("Please say which tag.", path=("tagId",))
        case BulkKind.STATUS if order.status not in set(MemberStatus):
            raise BadInput("Please say which status.", path=("status",))
        case BulkKind.POINTS:
            _check_points(order)
        case BulkKind.EXPORT:
            _check_columns(order)
        case BulkKind.IMPORT:
            raise BadInput("An import begins with its file.", path=("kind",))
        case _:
            pass


def _check_points(order: BulkOrder) -> None:
    if order.points == 0 or abs(order.points) > MAX_POINTS:
        raise BadInput(
            f"Points are from 1 to {MAX_POINTS}, or as many to take.",
            path=("points",),
            params={"max": MAX_POINTS},
        )
    if not 0 < len(order.reason.strip()) <= MAX_REASON or "\0" in order.reason:
        raise BadInput(f"Please say why, in at most {MAX_REASON} characters.", path=("reason",))


def _check_columns(order: BulkOrder) -> None:
    unknown = [name for name in order.columns if name not in COLUMNS]
    if unknown or not order.columns or len(order.columns) > len(COLUMNS):
        raise BadInput("Please choose columns of the list.", path=("columns",))


def check_count(order: BulkOrder, members: int) -> None:
    """Refuses nobody, too many, and more than 1,000 without their number typed."""
    if members == 0:
        raise BadInput("There is nobody among them.", path=("customerIds",))
    if members > MAX_MEMBERS:
        raise TooMany(
            f"One run is about at most {MAX_MEMBERS:,} customers. Please narrow the list.",
            params={"max": MAX_MEMBERS},
        )
    if order.kind is not BulkKind.EXPORT and members > ASK_ABOVE and order.confirmed != members:
        raise ConfirmCount(
            f"Please type the number of customers, {members}, to go on.",
            path=("confirmedCount",),
            params={"count": members},
        )


def check_state(state: BulkState, allowed: tuple[BulkState, ...]) -> None:
    """Refuses with WRONG_STATE."""
    if state not in allowed:
        raise WrongState("This cannot be done now.", params={"state": state.value})
