"""What businesses of a program owe each other for points, as clients see it."""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import ledger
from api.graphql.base import (
    Connection,
    Money,
    Node,
    Points,
    column,
    embedded,
    field,
    many,
    money_columns,
    one,
    pages,
    reads,
    requires,
)

if TYPE_CHECKING:
    from api.graphql.businesses.types import PublicBusiness

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
VIEWERS = requires("clearing.read")
OWNER_TOO = "self.owner_pk = viewer.business_id"
RATES_SEEN = f"(self.issuer_pk IS NULL OR self.issuer_pk = viewer.business_id OR {OWNER_TOO})"
STATEMENTS_SEEN = f"(self.business_pk = viewer.business_id OR {OWNER_TOO})"
PAYMENTS_SEEN = f"(viewer.business_id IN (self.payer_pk, self.payee_pk) OR {OWNER_TOO})"
PACKS_SEEN = "viewer.business_id IN (self.business_pk, self.holder_pk)"


@strawberry.enum(description="How far a settlement period has come; it never goes back.")
class SettlementState(Enum):
    """States."""

    OPEN = strawberry.enum_value("OPEN", description="Under way: redemptions still come into it.")
    CLOSED = strawberry.enum_value("CLOSED", description="Statements and payments are fixed.")
    INVOICED = strawberry.enum_value("INVOICED", description="Statements went out; payments are awaited.")
    PAID = strawberry.enum_value("PAID", description="Every payment was recorded.")


@strawberry.enum(description="How the debts of a period become payments.")
class SettlementNetting(Enum):
    """Ways of netting."""

    MULTILATERAL = strawberry.enum_value(
        "MULTILATERAL", description="At most N - 1 payments among N businesses."
    )
    BILATERAL = strawberry.enum_value("BILATERAL", description="One payment for each pair.")


@strawberry.enum(description="Which side of a line a business is on.")
class ClearingSide(Enum):
    """Sides."""

    OWES = strawberry.enum_value("OWES", description="It pays the partner.")
    GETS = strawberry.enum_value("GETS", description="The partner pays it.")


@strawberry.enum(description="Why money is owed.")
class ClearingKind(Enum):
    """Reasons."""

    REDEMPTION = strawberry.enum_value("REDEMPTION", description="Points were spent at another business.")
    REVERSAL = strawberry.enum_value("REVERSAL", description="Spent points came back.")
    PACK = strawberry.enum_value("PACK", description="Points were bought in advance.")


@reads(ledger.CLEARING_RATES, node=RATES_SEEN, guard=VIEWERS)
@strawberry.type(description="Money for one point from a moment on.")
class ClearingRate(Node):
    """A rate."""

    issuer: Annotated["PublicBusiness", BUSINESSES] | None = one(
        "Whose points; null for everybody's without a rate of their own.", "self.pk = parent.issuer_pk"
    )
    rate: float = column("What a point costs its issuer, in minor units of the currency.")
    micro_minor_units: Points = column("The same exactly, in millionths.", name="micro_minor")
    currency: str = column("The currency as ISO 4217 names it.")
    valid_from: datetime = column("From this moment on.")
    note: str = column("Why; may be empty.")
    set_by_name: str = column("Who agreed it.")


@reads(ledger.CLEARING_PACKS, node=PACKS_SEEN, guard=VIEWERS)
@strawberry.type(description="Points that a business paid for in advance.")
class ClearingPack(Node):
    """A pack."""

    business: Annotated["PublicBusiness", BUSINESSES] = one("Whose.", "self.pk = parent.business_pk")
    points: Points = column("How many were bought.")
    used: Points = column("How many were redeemed elsewhere.")
    left: Points = column("How many are left.", name="left_over")
    alert_points: Points = column("At how many left somebody is told.")
    price: Money = embedded("What it cost.", money_columns("amount_minor"))
    bought_at: datetime = column("When.", name="created_at")


@reads(ledger.CLEARED, node="", guard=VIEWERS)
@strawberry.type(description="One redemption between two businesses, or what came back of one.")
class ClearedPoints(Node):
    """A line of clearing."""

    kind: ClearingKind = column("Why money is owed.")
    side: ClearingSide = column("Whether the caller's business owes it or gets it.")
    partner: Annotated["PublicBusiness", BUSINESSES] = one(
        "The other business.", "self.pk = parent.partner_pk"
    )
    issuer: Annotated["PublicBusiness", BUSINESSES] = one(
        "Who had given the points.", "self.pk = parent.issuer_pk"
    )
    points: Points = column("How many; negative where they came back.")
    rate: float = column("What a point cost then, in minor units.")
    amount: Money = embedded(
        "What the caller's business gets; negative where it owes.", money_columns("amount_minor")
    )
    store_name: str | None = column("The store; null where there was none.")
    card_ends_with: str | None = column("The last four characters of the card's number.")
    occurred_at: datetime = column("When.")
    is_late: bool = column("Whether it had happened before the period that took it.")


@reads(ledger.SETTLEMENT_LINES)
@strawberry.type(description="One partner and one reason on a statement.")
class SettlementLine:
    """A line."""

    partner: Annotated["PublicBusiness", BUSINESSES] = one("With whom.", "self.pk = parent.partner_pk")
    side: ClearingSide = column("Whether the business owes it or gets it.")
    kind: ClearingKind = column("Why.")
    postings: int = column("How many redemptions are behind it.")
    points: Points = column("How many points.")
    amount: Money = embedded("What the business gets; negative where it owes.", money_columns("amount_minor"))
    redemptions: Connection[ClearedPoints] = pages(
        "Every redemption behind it, newest first. Only the two businesses of the line see them.",
        "self.period_pk = parent.period_pk AND self.business_id = parent.business_pk "
        "AND self.business_id = viewer.business_id AND self.partner_pk = parent.partner_pk "
        "AND self.side = parent.side AND self.kind = parent.kind",
        order="occurred_at desc, pk desc",
    )


@reads(ledger.SETTLEMENT_PAYMENTS, node=PAYMENTS_SEEN, guard=VIEWERS)
@strawberry.type(description="A payment that settles a period.")
class SettlementPayment(Node):
    """A payment."""

    payer: Annotated["PublicBusiness", BUSINESSES] = one("Who pays.", "self.pk = parent.payer_pk")
    payee: Annotated["PublicBusiness", BUSINESSES] = one("Whom.", "self.pk = parent.payee_pk")
    amount: Money = embedded("How much.", money_columns("amount_minor"))
    paid_at: datetime | None = column("When it was recorded; null while it is awaited.")


@reads(ledger.STATEMENTS, node=STATEMENTS_SEEN, guard=VIEWERS)
@strawberry.type(description="What one business owes and gets in one period.")
class SettlementStatement(Node):
    """A statement."""

    business: Annotated["PublicBusiness", BUSINESSES] = one("Whose.", "self.pk = parent.business_pk")
    period: "SettlementPeriod" = one("Of which period.", "self.pk = parent.period_pk")
    opening: Money = embedded("What was open before; negative where it owed.", money_columns("opening_minor"))
    owed: Money = embedded("What it owes to others.", money_columns("owed_minor"))
    due: Money = embedded("What others owe it.", money_columns("due_minor"))
    net: Money = embedded("What it gets for this period; negative where it pays.", money_columns("net_minor"))
    settled: Money = embedded(
        "Payments recorded in this period; positive where it paid.", money_columns("settled_minor")
    )
    closing: Money = embedded("What is open after it.", money_columns("closing_minor"))
    lines: list[SettlementLine] = many(
        "By partner and reason.", "self.statement_pk = parent.pk", order="partner_pk, side, kind"
    )


@reads(ledger.PERIODS, node="", guard=VIEWERS)
@strawberry.type(description="A span in which the businesses of a program settle.")
class SettlementPeriod(Node):
    """A period."""

    number: int = column("Counted from 1.")
    starts_at: datetime = column("From this moment.")
    ends_at: datetime = column("Before this moment.")
    state: SettlementState = column("How far it has come.")
    netting: SettlementNetting = column("How debts become payments.")
    closed_at: datetime | None = column("When it was closed.")
    statements: list[SettlementStatement] = many(
        "The caller's own statement; all for the owner of the program.",
        f"self.period_pk = parent.pk AND {STATEMENTS_SEEN}",
        order="business_pk",
    )
    payments: list[SettlementPayment] = many(
        "Payments that concern the caller; all for the owner of the program.",
        f"self.period_pk = parent.pk AND {PAYMENTS_SEEN}",
        order="payer_pk, payee_pk",
    )


@reads(ledger.OPEN_CLEARING)
@strawberry.type(description="What no period has taken yet, with one partner.")
class OpenClearing:
    """An open sum."""

    partner: Annotated["PublicBusiness", BUSINESSES] = one("With whom.", "self.pk = parent.partner_pk")
    points: Points = column("How many points, what came back taken off.")
    postings: int = column("In how many redemptions.")
    amount: Money = embedded(
        "What the caller's business gets; negative where it owes.", money_columns("amount_minor")
    )


@strawberry.type(description="Points that a business gave in one month, and what became of them.")
class LiabilityMonth:
    """A month of earning."""

    month: date = field("Its first day.")
    issued: Points = field("Points given.")
    redeemed: Points = field("Points redeemed.")
    expired: Points = field("Points that ran out of time.")
    returned: Points = field("Points taken back with returned goods, or by hand.")
    outstanding: Points = field("Points that can still be redeemed.")
    expected: Points = field("Points of it that will ever be redeemed, by chain ladder.")
    deferred: Money = field("The part of the month's sales that still waits for its points.")
    provision: Money = field("What it will cost to redeem the points that are expected still.")


@strawberry.type(description="What the points of a business cost in the end, by month of earning.")
class LiabilityReport:
    """A report."""

    months: list[LiabilityMonth] = field("Every month in which it gave points, oldest first.")
    redemption_rate: float = field("The share of all points given that will ever be redeemed, 0 to 1.")
    outstanding: Points = field("Points that can still be redeemed.")
    deferred: Money = field("Income that waits for points.")
    provision: Money = field("What the expected redemptions will cost.")
