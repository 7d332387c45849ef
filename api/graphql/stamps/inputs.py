"""Inputs of stamp cards."""

import binascii
from base64 import b64decode
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import strawberry

from api import stamps
from api.core.files import BadFile
from api.core.ids import key_of
from api.graphql.base import IdempotencyKey, Points, field
from api.graphql.stamps.enums import StampEarning


@strawberry.input(description="A stamp card to offer: a new one, or all values of an existing one.")
class SaveStampDesignInput:
    """A design."""

    design_id: strawberry.ID | None = field("The one to change; a new one when left out.", default=None)
    name: str = field("Its name, up to 120 characters.")
    stamps_needed: int = field("How many stamps fill it, 2 to 100.")
    icon: str | None = field("The name of its stamp's icon, up to 40 characters.", default=None)
    picture_base64: str | None = field(
        "A PNG, JPEG or WebP picture of at most 512 kB, in base64 (RFC 4648); null takes it away, left out it stays.",
        default=strawberry.UNSET,
        name="pictureBase64",
    )
    reward_id: strawberry.ID | None = field(
        "What a full card gives; without it the shop hands something over itself.", default=None
    )
    earning: StampEarning = field("How bills bring stamps.")
    category_ids: list[strawberry.ID] | None = field("Only goods of these categories.", default=None)
    product_ids: list[strawberry.ID] | None = field("Only these products.", default=None)
    store_ids: list[strawberry.ID] | None = field("Only in these stores.", default=None)
    least_bill_minor_units: Points | None = field(
        "Only bills of at least this much, in the smallest unit of the program's currency.", default=None
    )
    max_per_day: int | None = field("The most stamps that a customer gets on one day.", default=None)
    valid_days: int | None = field("How many days a card lives from its first stamp on.", default=None)
    starts_at: datetime | None = field("From this moment on; at once when left out.", default=None)
    ends_at: datetime | None = field("Before this moment; without end when left out.", default=None)
    is_active: bool | None = field("Whether it is in use; it is when left out.", default=None)
    version: int | None = field("The version that you read, to notice somebody else's change.", default=None)

    def value(self) -> stamps.NewDesign:
        """As the domain's design."""
        return stamps.NewDesign(
            name=self.name,
            stamps_needed=self.stamps_needed,
            icon=self.icon or "",
            reward_id=optional_key(self.reward_id, "Reward", "rewardId"),
            rules=self._rules(),
            picture=_decoded(self.picture_base64) if self.picture_base64 else None,
            keeps_picture=self.picture_base64 is strawberry.UNSET,
        )

    def _rules(self) -> stamps.StampRules:
        return stamps.StampRules(
            earning=stamps.StampEarning[self.earning.name],
            category_ids=_keys(self.category_ids, "Category", "categoryIds"),
            product_ids=_keys(self.product_ids, "Product", "productIds"),
            store_ids=_keys(self.store_ids, "Store", "storeIds"),
            least_minor=self.least_bill_minor_units,
            max_per_day=self.max_per_day,
            valid_days=self.valid_days,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_active=self.is_active is not False,
        )


@strawberry.input(description="A stamp card to put out of use.")
class RemoveStampDesignInput:
    """Which design."""

    design_id: strawberry.ID = field("The stamp card.")


@strawberry.input(description="Stamps to give by hand.")
class IssueStampsInput:
    """Stamps."""

    idempotency_key: IdempotencyKey = field("Your name for this act; the same for every retry of it.")
    customer_id: strawberry.ID = field("Who gets them.")
    design_id: strawberry.ID = field("On which stamp card.")
    store_id: strawberry.ID = field("Where it happens.")
    count: int | None = field("How many, 1 to 20; 1 when left out.", default=None)
    reason: str | None = field("Why, up to 300 characters; the customer sees it.", default=None)

    def value(self) -> stamps.IssueStamps:
        """As the domain's request."""
        return stamps.IssueStamps(
            idempotency_key=self.idempotency_key,
            membership_id=key_of(self.customer_id, "Customer", path=("customerId",)),
            design_id=key_of(self.design_id, "StampDesign", path=("designId",)),
            store_id=key_of(self.store_id, "Store", path=("storeId",)),
            count=1 if self.count is None else self.count,
            reason=self.reason or "",
        )


@strawberry.input(description="Stamps given by hand to take back.")
class UndoStampsInput:
    """An undoing."""

    idempotency_key: IdempotencyKey = field("Your name for this act; the same for every retry of it.")
    stamp_id: strawberry.ID = field(
        "One of the entries that issueStamps made: all that it gave at once is taken back."
    )
    reason: str | None = field("Why, up to 300 characters; the customer sees it.", default=None)

    def value(self) -> stamps.UndoStamps:
        """As the domain's request."""
        return stamps.UndoStamps(
            idempotency_key=self.idempotency_key,
            stamp_id=key_of(self.stamp_id, "StampEntry", path=("stampId",)),
            reason=self.reason or "",
        )


def optional_key(text: str | None, type_name: str, name: str) -> UUID | None:
    """The key of an id that may be left out."""
    return None if text is None else key_of(text, type_name, path=(name,))


def _keys(ids: Iterable[strawberry.ID] | None, type_name: str, name: str) -> frozenset[UUID]:
    return frozenset(key_of(each, type_name, path=(name,)) for each in ids or ())


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadFile("This is not base64.", path=("pictureBase64",)) from error
