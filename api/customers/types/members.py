"""Members as a business knows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple, TypedDict
from uuid import UUID


class MemberStatus(StrEnum):
    """Whether a business deals with a member at present."""

    ACTIVE = "active"
    INACTIVE = "inactive"


class ConsentChannel(StrEnum):
    """A way to reach a member, each agreed to on its own."""

    PUSH = "push"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"


class MemberKey(NamedTuple):
    """A member as one business knows it: the key of everything private about them."""

    program_id: UUID
    business_id: UUID
    membership_id: UUID


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day of the year, the year itself optional. The 29th of February is a day like any other."""

    month: int
    day: int
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """A membership as one business may see it.

    `business_id` enrolled the member, `seen_by_id` looks. `has_profile` is False where that one has not met the member:
    then `name` is the first name alone and nothing private is filled. `spent_minor` is in the program's minor units.
    """

    membership_id: UUID
    program_id: UUID
    business_id: UUID
    person_id: UUID
    seen_by_id: UUID
    number: str
    name: str
    phone: str | None
    is_phone_verified: bool
    status: MemberStatus
    has_profile: bool
    joined_at: datetime
    email: str | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    birth_year: int | None = None
    city: str = ""
    preferences: Mapping[str, object] = field(default_factory=dict)
    visits: int = 0
    spent_minor: int = 0
    last_visit_at: datetime | None = None
    version: int = 1

    @property
    def key(self) -> MemberKey:
        """The member as the looking business knows it."""
        return MemberKey(self.program_id, self.seen_by_id, self.membership_id)

    @property
    def birthday(self) -> Birthday | None:
        """The birthday where the business knows it."""
        if self.birth_month is None or self.birth_day is None:
            return None
        return Birthday(self.birth_month, self.birth_day, self.birth_year)


@dataclass(frozen=True, slots=True)
class NewMember:
    """Someone to enrol: a phone in E.164 and, where known, a name."""

    phone: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What enrolling led to. `is_new` is True where the business had not had this member before."""

    member: Member
    is_new: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A change of what a business counts of a member: negative amounts and visits take back.

    Several visits told as one are the newest at `occurred_at` and the oldest at `first_at`.
    """

    business_id: UUID
    membership_id: UUID
    amount_minor: int
    occurred_at: datetime
    visits: int = 1
    first_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ManyTagged:
    """What tagging many led to: who got the tag, who wore it already, who wears too many. Others are not met."""

    tag_id: UUID
    changed: frozenset[UUID]
    same: frozenset[UUID]
    full: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class NoteInfo:
    """A remark of the staff about a member."""

    id: UUID
    key: MemberKey
    text: str
    author_name: str
    is_pinned: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TagInfo:
    """A label of one business."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ConsentInfo:
    """Where a member stands on one channel; `recorded_at` is None where never asked, which counts as no."""

    channel: ConsentChannel
    is_granted: bool
    recorded_at: datetime | None


class EnrolDetails(TypedDict, total=False):
    """What may be told of a member at the till."""

    name: str
    email: str | None
    birthday: Birthday | None
    consents: Sequence[ConsentChannel]


class ProfileChanges(TypedDict, total=False):
    """New values of a member in one business; what is left out stays, None takes away."""

    name: str
    email: str | None
    birthday: Birthday | None
    city: str
    status: MemberStatus
    preferences: Mapping[str, object]


class NoteChanges(TypedDict, total=False):
    """New values of a note; what is left out stays."""

    text: str
    is_pinned: bool
