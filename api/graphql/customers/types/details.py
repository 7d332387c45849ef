"""What a business keeps about a customer beside the profile."""

from datetime import datetime

import strawberry

from api import customers
from api.graphql.base import (
    Node,
    column,
    reads,
    requires,
)


@reads(customers.NOTES, node="", guard=requires("notes.read"))
@strawberry.type(description="A remark of the staff about a customer.")
class Note(Node):
    """A note."""

    text: str = column("The remark.")
    author_name: str = column("Who wrote it.")
    is_pinned: bool = column("Whether it stays on top.")
    created_at: datetime = column("When it was written.")


@reads(customers.TAGS, node="", guard=requires("customers.read"))
@strawberry.type(description="A label that a business gives its customers.")
class Tag(Node):
    """A tag."""

    name: str = column("The label.")


@reads(customers.MEMBER_MERGES, node="", guard=requires("customers.merge"))
@strawberry.type(description="Another customer who was made one with this one.")
class CustomerMerge(Node):
    """A merge."""

    gone_number: str = column("The number on the card of the one who is gone.")
    gone_name: str = column("The name of the one who is gone; may be empty.")
    merged_at: datetime = column("When.")
    staff_name: str = column("Who did it.")
    reason: str = column("Why; may be empty.")
    undoable_until: datetime = column("Until when it can be undone.", name="undo_until")
    undone_at: datetime | None = column("When it was undone; null where it was not.")
