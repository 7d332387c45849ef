"""How far a card has come: half, nearly full, full."""

from enum import StrEnum

from api.stamps.rules.filling import Step


class Milestone(StrEnum):
    """What is worth telling about a card."""

    HALF = "half"
    NEARLY_FULL = "nearly_full"
    FULL = "full"


def reached(step: Step) -> Milestone | None:
    """The furthest milestone that the card came to by this step: half, four fifths (80 %), or full."""
    if step.count <= 0:
        return None
    if step.is_filled:
        return Milestone.FULL
    needed, before, after = step.after.needed, step.before.stamps, step.after.stamps
    if before * 5 < needed * 4 <= after * 5:
        return Milestone.NEARLY_FULL
    if before * 2 < needed <= after * 2:
        return Milestone.HALF
    return None
