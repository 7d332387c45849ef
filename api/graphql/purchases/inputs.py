"""Inputs of sales."""

import math
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import strawberry

from api import purchases
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import IdempotencyKey, MoneyInput, Points, Weekday, field
from api.graphql.purchases.enums import BirthdaySpan

MILLI = 1000


@strawberry.input(description="A line of a bill. The lines must sum to the bill's amount.")
class PurchaseLineInput:
    """A line."""

    sku: str | None = field("The shop's own code of the goods.", default=None)
    product_id: strawberry.ID | None = field("The product, where its id is known.", default=None)
    category_id: strawberry.ID | None = field("The category, where it is not the product's.", default=None)
    name: str | None = field("What was sold; the product's name when left out.", default=None)
    quantity: float | None = field("How many or how much; 1 when left out.", default=None)
    amount_minor_units: Points = field("What it cost after discounts, in the currency of the bill.")

    def value(self, at: int) -> purchases.LineInput:
        """As the domain's line."""
        path = ("lines", str(at))
        quantity = 1.0 if self.quantity is None else self.quantity
        if not math.isfinite(quantity):
            raise BadInput("A quantity must be a number.", path=(*path, "quantity"))
        return purchases.LineInput(
            amount_minor=int(self.amount_minor_units),
            sku=self.sku or "",
            name=self.name or "",
            product_id=optional_key(self.product_id, "Product", (*path, "productId")),
            category_id=optional_key(self.category_id, "Category", (*path, "categoryId")),
            quantity_milli=round(quantity * MILLI),
        )


def optional_key(text: str | None, type_name: str, path: tuple[str, ...]) -> UUID | None:
    """The key of an id that may be left out."""
    return None if text is None else key_of(text, type_name, path=path)


def lines_of(lines: list[PurchaseLineInput] | None) -> tuple[purchases.LineInput, ...]:
    """Lines as the domain's."""
    return tuple(line.value(at) for at, line in enumerate(lines or ()))


@strawberry.input(
    description="A sale. Name the customer in one way alone: customerId, customerToken, phone or offlineCode; "
    "or in none for an anonymous bill."
)
class RecordPurchaseInput:
    """A sale to record."""

    idempotency_key: IdempotencyKey = field("Your name for this sale; the same for every retry of it.")
    store_id: strawberry.ID = field("Where it happened.")
    customer_id: strawberry.ID | None = field("The customer, where known.", default=None)
    customer_token: str | None = field("The token that identifyCustomer gave, for two minutes.", default=None)
    phone: str | None = field(
        "The customer's phone number, national or with its country code; an unknown one is enrolled.",
        default=None,
    )
    offline_code: str | None = field("The card's QR as a till without a net read it.", default=None)
    scanned_at: datetime | None = field("When offlineCode was read; needed with it.", default=None)
    amount: MoneyInput = field("What the bill came to, in the program's currency.")
    gift_card: MoneyInput | None = field("The part paid with a gift card; it earns nothing.", default=None)
    points_paid: Points | None = field(
        "Points to spend on this bill; needs a verified phone number.", default=None
    )
    pay_max_points: bool = field(
        "As many points as the program and the customer's points let pay; instead of pointsPaid.",
        default=False,
    )
    bill_number: str | None = field("The till's own number of the bill, up to 60 characters.", default=None)
    lines: list[PurchaseLineInput] | None = field("What was sold, at most 500 lines.", default=None)
    occurred_at: datetime | None = field(
        "When the goods were sold; now when left out. At most 5 minutes ahead and two years ago.",
        default=None,
    )
    device_id: str | None = field("Your name for the till, up to 80 characters.", default=None)


@strawberry.input(description="A sale to work out without recording it.")
class PreviewPurchaseInput:
    """A sale to preview."""

    store_id: strawberry.ID = field("Where it would happen.")
    customer_id: strawberry.ID | None = field("Whose it would be; any member when left out.", default=None)
    amount: MoneyInput = field("What the bill comes to.")
    gift_card: MoneyInput | None = field("The part to be paid with a gift card.", default=None)
    points_paid: Points | None = field("Points to be spent.", default=None)
    pay_max_points: bool = field("As many points as go; instead of pointsPaid.", default=False)
    lines: list[PurchaseLineInput] | None = field("What is sold.", default=None)
    occurred_at: datetime | None = field("When; now when left out.", default=None)


@strawberry.input(description="What comes back of a line.")
class ReturnLineInput:
    """Part of a line."""

    seq: int = field("The line's place on the bill.")
    amount_minor_units: Points = field("What of its amount comes back.")


@strawberry.input(
    description="A return: of some lines, of an amount, or of all that is left where neither is given."
)
class ReturnPurchaseInput:
    """A return."""

    idempotency_key: IdempotencyKey = field("Your name for this return; the same for every retry of it.")
    purchase_id: strawberry.ID = field("The bill.")
    lines: list[ReturnLineInput] | None = field("Lines that come back.", default=None)
    amount: MoneyInput | None = field("An amount that comes back.", default=None)
    reason: str | None = field("Why, up to 300 characters.", default=None)

    def value(self) -> purchases.ReturnPurchase:
        """As the domain's request."""
        return purchases.ReturnPurchase(
            idempotency_key=self.idempotency_key,
            purchase_id=key_of(self.purchase_id, "Purchase", path=("purchaseId",)),
            lines=tuple((line.seq, int(line.amount_minor_units)) for line in self.lines or ()),
            amount=None if self.amount is None else self.amount.value(),
            reason=self.reason or "",
        )


@strawberry.input(description="A bill to undo, as if it had not been.")
class VoidPurchaseInput:
    """A void."""

    idempotency_key: IdempotencyKey = field("Your name for this act; the same for every retry of it.")
    purchase_id: strawberry.ID = field("The bill, recorded within the program's window.")
    reason: str | None = field("Why, up to 300 characters.", default=None)

    def value(self) -> purchases.ReturnPurchase:
        """As the domain's request."""
        return purchases.ReturnPurchase(
            idempotency_key=self.idempotency_key,
            purchase_id=key_of(self.purchase_id, "Purchase", path=("purchaseId",)),
            reason=self.reason or "",
        )


@strawberry.input(description="When an earn rule holds. What is left out asks nothing.")
class EarnRuleConditionsInput:
    """Conditions."""

    category_ids: list[strawberry.ID] | None = field("Only goods of these categories.", default=None)
    product_ids: list[strawberry.ID] | None = field("Only these products.", default=None)
    brand_ids: list[strawberry.ID] | None = field(
        "Only goods of these brands; of named categories or products only those of these brands.",
        default=None,
    )
    store_ids: list[strawberry.ID] | None = field("Only in these stores.", default=None)
    weekdays: list[Weekday] | None = field("Only on these days.", default=None)
    from_hour: int | None = field("Not before this hour of the program's day, 0 to 24.", default=None)
    to_hour: int | None = field("Before this hour; a span may pass midnight.", default=None)
    first_purchase: bool | None = field("Only the customer's first purchase.", default=None)
    birthday_month: bool | None = field("Only in the month of the customer's birthday.", default=None)
    min_amount_minor_units: Points | None = field(
        "Only bills with at least this much paid with money.", default=None
    )
    birthday: BirthdaySpan | None = field("Only on these days around the customer's birthday.", default=None)
    kid_birthday: BirthdaySpan | None = field(
        "Only on these days around the birthday of a child of theirs.", default=None
    )
    kid_age_from: int | None = field("Only customers with a child of at least this age.", default=None)
    kid_age_to: int | None = field("Only customers with a child of at most this age.", default=None)

    def value(self) -> purchases.EarnConditions:
        """As the domain's conditions."""
        return purchases.EarnConditions(
            category_ids=_keys(self.category_ids, "Category", "categoryIds"),
            product_ids=_keys(self.product_ids, "Product", "productIds"),
            brand_ids=_keys(self.brand_ids, "ProductBrand", "brandIds"),
            store_ids=_keys(self.store_ids, "Store", "storeIds"),
            weekdays=frozenset(purchases.Weekday[day.name] for day in self.weekdays or ()),
            from_hour=self.from_hour,
            to_hour=self.to_hour,
            first_purchase=bool(self.first_purchase),
            birthday_month=bool(self.birthday_month),
            min_amount_minor=self.min_amount_minor_units,
            birthday=_span(self.birthday),
            kid_birthday=_span(self.kid_birthday),
            kid_age_from=self.kid_age_from,
            kid_age_to=self.kid_age_to,
        )


def _span(given: BirthdaySpan | None) -> purchases.BirthdaySpan | None:
    return None if given is None else purchases.BirthdaySpan[given.name]


def _keys(ids: Iterable[strawberry.ID] | None, type_name: str, name: str) -> frozenset[UUID]:
    return frozenset(key_of(each, type_name, path=("conditions", name)) for each in ids or ())
