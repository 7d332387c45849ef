"""The fields that a mapping can fill, per kind of stream."""

from collections.abc import Mapping
from dataclasses import dataclass

from api.erp.types import StreamKind, TargetField

DOCUMENTS = ("sale", "return", "transfer")


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a text may be. A name is cut to it; a longer identifier fails, as a cut one could be another's."""

    characters: int
    is_cut: bool = False


KEY, NUMBER, CODE = Limit(120), Limit(60), Limit(60)
NAME = Limit(120, is_cut=True)
LIMITS: Mapping[str, Limit] = {
    "customer_key": KEY,
    "key": KEY,
    "invoice_key": KEY,
    "line_key": KEY,
    "reference_key": KEY,
    "number": NUMBER,
    "reference_number": NUMBER,
    "sku": CODE,
    "category_code": CODE,
    "brand_code": CODE,
    "branch_code": CODE,
    "series": CODE,
    "currency": Limit(3),
    "claim_pin": Limit(12),
    "email": Limit(254),
    "city": Limit(80, is_cut=True),
}
"""By field; every other text is a name."""


def _field(name: str, kind: str, description: str, choices: tuple[str, ...] = ()) -> TargetField:
    """A field from its name, with a star where every row needs it."""
    return TargetField(name.removesuffix("*"), kind, name.endswith("*"), description, choices)


_CUSTOMER = (
    _field("customer_key*", "text", "What the source calls the customer, for good."),
    _field("phone", "phone", "The mobile number; it finds the customer here."),
    _field("name", "text", "The customer's name."),
    _field("email", "text", "The e-mail address."),
    _field("city", "text", "Where the customer lives."),
    _field("birthday", "day", "The day of birth."),
    _field("is_removed", "truth", "The source has taken the customer off its list."),
    _field("is_staff", "truth", "The customer works for the shop."),
    _field("consent_sms", "truth", "May be written to by SMS."),
    _field("consent_whatsapp", "truth", "May be written to by WhatsApp."),
    _field("consent_email", "truth", "May be written to by e-mail."),
    _field("updated_at", "moment", "When the source last changed the customer."),
)
_PRODUCT = (
    _field("sku*", "text", "The article's code, as on the lines of bills."),
    _field("name*", "text", "The article's name."),
    _field("category_code", "text", "The code of its category."),
    _field("category_name", "text", "The name of its category."),
    _field("brand_code", "text", "The code of its brand."),
    _field("brand_name", "text", "The name of its brand."),
    _field("price_minor", "money", "The price of one."),
    _field("is_removed", "truth", "The article is no longer sold."),
)
_INVOICE = (
    _field("key*", "text", "What the source calls the bill, for good."),
    _field("number", "text", "The number on the receipt."),
    _field("occurred_at*", "moment", "When the customer bought."),
    _field("entered_at", "moment", "When the bill was keyed into the source."),
    _field("amount_minor*", "money", "What was paid, or given back: above zero for returns too."),
    _field("currency", "text", "The currency's code, where the source has several."),
    _field("document", "choice", "A sale where it is not mapped.", DOCUMENTS),
    _field("is_deleted", "truth", "The bill was cancelled."),
    _field("series", "text", "The series or till that numbered the bill."),
    _field("branch_code", "text", "The shop's code."),
    _field("customer_key", "text", "What the source calls the customer."),
    _field("phone", "phone", "The customer's mobile number."),
    _field("customer_name", "text", "The customer's name."),
    _field("reference_key", "text", "For a return: the key of the bill that it is of."),
    _field("reference_number", "text", "For a return: the number of the bill that it is of."),
    _field(
        "claim_pin", "text", "Printed on the receipt; with the number it claims a bill without a customer."
    ),
    _field("paid_by_gift_card_minor", "money", "The part paid by gift card, which earns nothing."),
)
_INVOICE_LINE = (
    _field("invoice_key*", "text", "The key of the bill."),
    _field("line_key*", "text", "What the source calls the line."),
    _field("sku", "text", "The article's code."),
    _field("name", "text", "The article's name."),
    _field("quantity", "decimal", "How many, or how much by weight."),
    _field(
        "amount_minor*",
        "money",
        "What the line cost: above zero for returned articles too, below for a discount.",
    ),
    _field("is_return", "truth", "The article came back."),
    _field("is_deleted", "truth", "The line was cancelled."),
)
TARGETS: Mapping[StreamKind, tuple[TargetField, ...]] = {
    StreamKind.CUSTOMER: _CUSTOMER,
    StreamKind.PRODUCT: _PRODUCT,
    StreamKind.INVOICE: _INVOICE,
    StreamKind.INVOICE_LINE: _INVOICE_LINE,
}
_BY_NAME = {kind: {field.name: field for field in fields} for kind, fields in TARGETS.items()}


def target_fields(kind: StreamKind) -> tuple[TargetField, ...]:
    """Every field of the kind, in the order in which an editor shows them."""
    return TARGETS[kind]


def target_field(kind: StreamKind, name: str) -> TargetField | None:
    """The field of that name, or None."""
    return _BY_NAME[kind].get(name)


def limit_of(name: str) -> Limit:
    """How long the text of this field may be."""
    return LIMITS.get(name, NAME)
