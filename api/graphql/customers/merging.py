"""Two entries of one human being made one, and two again."""

from enum import Enum
from typing import Annotated
from uuid import UUID

import strawberry

from api import customers
from api.core.ids import key_of
from api.graphql.base import IdempotencyKey, Info, Payload, Points, field, mutation, query, read, requires
from api.graphql.customers.tenant import the_tenant
from api.graphql.customers.types import Customer, CustomerMerge

MERGES = requires("customers.merge")


@strawberry.enum(description="What a merge brings to the customer who is kept.")
class MergeThing(Enum):
    """As the parts of the program name it."""

    POINTS = strawberry.enum_value("POINTS", description="Points to spend; a debt is negative.")
    PENDING = strawberry.enum_value("PENDING", description="Points that wait.")
    PURCHASES = strawberry.enum_value("PURCHASES", description="Bills.")
    VISITS = strawberry.enum_value("VISITS", description="Visits.")
    VOUCHERS = strawberry.enum_value("VOUCHERS", description="Vouchers that can still be used.")
    STAMPS = strawberry.enum_value("STAMPS", description="Stamps on open cards.")
    NOTES = strawberry.enum_value("NOTES", description="Remarks.")
    TAGS = strawberry.enum_value("TAGS", description="Labels.")
    KIDS = strawberry.enum_value("KIDS", description="Children.")
    GIFTS = strawberry.enum_value("GIFTS", description="Gifts that are on their way.")
    HOUSEHOLDS = strawberry.enum_value("HOUSEHOLDS", description="A place in a household.")
    PRESENTS = strawberry.enum_value("PRESENTS", description="Presents for birthdays.")
    MESSAGES = strawberry.enum_value("MESSAGES", description="Messages in the app's inbox.")
    REVIEWS = strawberry.enum_value("REVIEWS", description="Awards that wait for a decision.")


@strawberry.enum(description="What two customers have differently.")
class MergeDifference(Enum):
    """As the domain compares."""

    NAME = strawberry.enum_value("NAME", description="The names: the kept one's stays.")
    EMAIL = strawberry.enum_value("EMAIL", description="The e-mail addresses: the kept one's stays.")
    BIRTHDAY = strawberry.enum_value("BIRTHDAY", description="The birthdays: the kept one's stays.")
    CITY = strawberry.enum_value("CITY", description="The cities: the kept one's stays.")
    PHONE = strawberry.enum_value(
        "PHONE",
        description="Both proved a number of their own: in the app only the kept one sees the card, at tills both open "
        "it.",
    )


@strawberry.type(description="Something that a merge brings, and how much of it.")
class MergeCount:
    """A line of the preview."""

    what: MergeThing = field("What.")
    count: Points = field("How much.")


@strawberry.type(description="What a merge would do.")
class MergePreviewPayload(Payload):
    """A look ahead, or why not."""

    kept: Customer | None = field("Who stays; null when refused.", default=None)
    gone: Customer | None = field("Who would be gone; null when refused.", default=None)
    brings: list[MergeCount] = field(
        "What comes together, without what there is none of.", default_factory=list
    )
    differs: list[MergeDifference] = field("What both have, and not the same.", default_factory=list)


@strawberry.type(description="The merge as it is now.")
class MergePayload(Payload):
    """A merge or why not."""

    merge: CustomerMerge | None = field("The merge; null when refused.", default=None)
    customer: Customer | None = field("The customer who was kept; null when refused.", default=None)


@strawberry.input(description="Two customers who are one human being.")
class PreviewMergeInput:
    """Whom to compare."""

    keep_customer_id: strawberry.ID = field("Who stays.")
    gone_customer_id: strawberry.ID = field("Who would be gone.")


@strawberry.input(description="Two customers to make one.")
class MergeCustomersInput:
    """Whom to merge."""

    keep_customer_id: strawberry.ID = field("Who stays.")
    gone_customer_id: strawberry.ID = field("Who is gone from then on.")
    reason: str | None = field("Why, at most 300 characters.", default=None)
    idempotency_key: IdempotencyKey = field("Your name for this act: sent again, it is done once.")


@strawberry.input(description="A merge to undo.")
class UnmergeCustomersInput:
    """Which merge."""

    merge_id: strawberry.ID = field("Which merge: a `CustomerMerge`.")
    reason: str | None = field("Why, at most 300 characters.", default=None)


@strawberry.type
class MergeQueries:
    """Looking ahead."""

    @query(
        MERGES,
        description="What a merge would bring together, and what differs; nothing is changed.",
    )
    async def preview_merge(
        self,
        info: Info,
        input: Annotated[PreviewMergeInput, strawberry.argument(description="Whom to compare.")],
    ) -> MergePreviewPayload:
        """In one's own business."""
        kept, gone = _pair(input)
        seen = await customers.preview_merge(*the_tenant(info), kept, gone)
        return MergePreviewPayload(
            kept=await read(info, "Customer", kept),
            gone=await read(info, "Customer", gone),
            brings=[
                MergeCount(what=MergeThing[name.upper()], count=Points(count))
                for name, count in seen.brings.items()
                if count
            ],
            differs=[MergeDifference[name.upper()] for name in seen.differs],
        )


@strawberry.type
class MergeMutations:
    """Doing and undoing."""

    @mutation(
        MERGES,
        description="Makes two customers one, whole or not at all: points with their expiry, tier, stamps, vouchers, "
        "bills, remarks, labels, children. Both cards open the kept one at tills. It can be undone for 30 days.",
    )
    async def merge_customers(
        self,
        info: Info,
        input: Annotated[MergeCustomersInput, strawberry.argument(description="Whom to merge.")],
    ) -> MergePayload:
        """In one's own business."""
        kept, gone = _pair(input)
        request = customers.MergeMembers(kept, gone, input.idempotency_key, input.reason or "")
        made = await customers.merge_members(info.context.viewer.actor(), *the_tenant(info), request)
        return await _payload(info, made)

    @mutation(
        MERGES,
        description="Undoes a merge, the newest first: what came from the one who was gone goes back, as far as it is "
        "not used. Again nothing changes.",
    )
    async def unmerge_customers(
        self,
        info: Info,
        input: Annotated[UnmergeCustomersInput, strawberry.argument(description="Which merge.")],
    ) -> MergePayload:
        """In one's own business."""
        key = key_of(input.merge_id, "CustomerMerge", path=("mergeId",))
        undone = await customers.unmerge_members(
            info.context.viewer.actor(), *the_tenant(info), key, reason=input.reason or ""
        )
        return await _payload(info, undone)


def _pair(input: PreviewMergeInput | MergeCustomersInput) -> tuple[UUID, UUID]:
    return (
        key_of(input.keep_customer_id, "Customer", path=("keepCustomerId",)),
        key_of(input.gone_customer_id, "Customer", path=("goneCustomerId",)),
    )


async def _payload(info: Info, merge: customers.MergeInfo) -> MergePayload:
    return MergePayload(
        merge=await read(info, "CustomerMerge", merge.id),
        customer=await read(info, "Customer", merge.kept_id),
    )
