"""People, their children, and how they sign in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict
from uuid import UUID

from api.customers.types.members import Birthday
from api.identity import SignedIn


class CodeChannel(StrEnum):
    """How a one-time code travels."""

    SMS = "sms"
    WHATSAPP = "whatsapp"


class CodePurpose(StrEnum):
    """What a one-time code is good for, and for nothing else."""

    SIGN_IN = "sign_in"
    NEW_PHONE = "new_phone"
    OLD_PHONE = "old_phone"


@dataclass(frozen=True, slots=True)
class PersonInfo:
    """A signed-in customer's own data."""

    id: UUID
    name: str
    phone: str | None
    language: str
    email: str | None
    birthday: Birthday | None


@dataclass(frozen=True, slots=True)
class KidInfo:
    """A member's child. `membership_ids` are the cards that carry it, as far as the caller may see them.

    `program_id` is the program in whose place and time the child's age is told.
    """

    id: UUID
    program_id: UUID
    membership_ids: tuple[UUID, ...]
    first_name: str
    birthday: Birthday


@dataclass(frozen=True, slots=True)
class BirthdayDue:
    """A birthday on a day: the member's own, or a child's.

    `subject_id` is the child, or the membership. `turns` is None without the year of birth. `of_member` is how many
    such people the member has: children, or 1.
    """

    membership_id: UUID
    subject_id: UUID
    first_name: str
    birthday: date
    turns: int | None
    of_member: int


@dataclass(frozen=True, slots=True)
class KidsInsight:
    """Figures about the children of a business's active members.

    `ages`: age today -> children; those without a year of birth are in `unknown_age`. `weeks`: the days on which the
    coming weeks begin, today first, each with its birthdays.
    """

    members: int
    members_with_kids: int
    kids: int
    unknown_age: int
    ages: Mapping[int, int]
    weeks: Mapping[date, int]


@dataclass(frozen=True, slots=True)
class Family:
    """Birthdays of a member and of the children, as one business knows them."""

    own: Birthday | None = None
    kids: tuple[Birthday, ...] = ()


class PersonChanges(TypedDict, total=False):
    """New values of a person, by themselves; what is left out stays, None takes away."""

    name: str
    language: str
    email: str | None
    birthday: Birthday | None


class KidChanges(TypedDict, total=False):
    """New values of a child; what is left out stays."""

    first_name: str
    birthday: Birthday


@dataclass(frozen=True, slots=True)
class CodeRequested:
    """A code is on its way: how long it is good, and when another may be asked for, in seconds."""

    phone: str
    expires_in_seconds: int
    retry_after_seconds: int


@dataclass(frozen=True, slots=True)
class PhoneChangeRequested:
    """Codes to change a number are on their way, as in `CodeRequested`.

    `current_phone` is the masked number to which the second one went, None where the person holds no proved number.
    """

    phone: str
    current_phone: str | None
    expires_in_seconds: int
    retry_after_seconds: int


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """What a CodeSender must deliver at once, saying what the code is for."""

    phone: str
    code: str
    channel: CodeChannel
    language: str
    minutes: int
    purpose: CodePurpose = CodePurpose.SIGN_IN


@dataclass(frozen=True, slots=True)
class CodeSignIn:
    """A customer signed in by code; `is_new` where nobody held the number before."""

    signed_in: SignedIn
    person_id: UUID
    is_new: bool
