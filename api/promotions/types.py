"""Values of birthday promotions that may cross the border of the domain."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID


class Audience(StrEnum):
    """Whose birthday it is."""

    MEMBERS = "members"
    KIDS = "kids"


@dataclass(frozen=True, slots=True)
class NewPromotion:
    """A promotion to keep: a new one, or all values of an existing one.

    Ages are those that the birthday brings, both included. It gives a voucher of `reward_id` or `points`, never both,
    `announce_days` before the birthday; a voucher is good until `valid_days` after it. `budget` is the most presents
    there may ever be, None without end.
    """

    name: str
    audience: Audience
    age_from: int | None = None
    age_to: int | None = None
    reward_id: UUID | None = None
    points: int | None = None
    announce_days: int = 7
    valid_days: int = 14
    budget: int | None = None
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class PromotionInfo:
    """A promotion as it is. `runs_from` is the first birthday that counts, `checked_on` the last day it was run."""

    id: UUID
    program_id: UUID
    business_id: UUID
    terms: NewPromotion
    given: int
    runs_from: date
    checked_on: date | None
    version: int

    @property
    def left(self) -> int | None:
        """Presents that the budget leaves; None without end."""
        return None if self.terms.budget is None else max(0, self.terms.budget - self.given)


@dataclass(frozen=True, slots=True)
class Given:
    """A present that was given before: for whom, to which member, for the birthday of which year."""

    subject_id: UUID
    membership_id: UUID
    year: int
