"""Values of messages that cross the border."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NewMessage:
    """Something to be said to a member.

    `kind` names what it is about, like `points_expiring`; whoever shows it makes its text from `params`: numbers,
    words, and days as ISO 8601. `key` is unique in the program for ever: the same is said once. `link` is a path of the
    app. `business_id` is who says it, None for the program itself. After `expires_at` it is no news and not shown.
    """

    program_id: UUID
    membership_id: UUID
    kind: str
    key: str
    params: Mapping[str, object] = field(default_factory=dict)
    link: str = ""
    business_id: UUID | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """A message in words."""

    title: str
    body: str
