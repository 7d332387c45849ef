"""Cards as their holders see them, and what a till learns from one."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import businesses, erp, gifts, households, ledger, wallet
from api.graphql.base import (
    Connection,
    Money,
    Node,
    Points,
    Via,
    column,
    customer,
    embedded,
    field,
    many,
    money_columns,
    one,
    pages,
    reads,
)

if TYPE_CHECKING:
    from api.graphql.businesses.types import Brand, PublicBusiness, PublicProgram
    from api.graphql.customers.parts import Consent
    from api.graphql.customers.types import Customer
    from api.graphql.gifts.types import ReceivedGift, SentGift
    from api.graphql.households.types import Household, HouseholdInvitation
    from api.graphql.ledger.types import Transaction, UseBy
    from api.graphql.notifications.types import Message
    from api.graphql.rewards.types import Voucher
    from api.graphql.stamps.types import StampCard
    from api.graphql.tiers.types import TierStanding

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CONSENTS = strawberry.lazy("api.graphql.customers.parts")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
GIFTS = strawberry.lazy("api.graphql.gifts.types")
HOUSEHOLDS = strawberry.lazy("api.graphql.households.types")
LEDGER = strawberry.lazy("api.graphql.ledger.types")
NOTIFICATIONS = strawberry.lazy("api.graphql.notifications.types")
TIERS = strawberry.lazy("api.graphql.tiers.types")
STAMPS = strawberry.lazy("api.graphql.stamps.types")
REWARDS = strawberry.lazy("api.graphql.rewards.types")
OWN = "self.owner_pk = viewer.person_id"
LOOK, BUSINESS = businesses.LOOK, businesses.BUSINESSES  # a field of Card bears the domain's name


@reads(ledger.EXPIRING)
@strawberry.type(description="Points that expire at one moment.")
class ExpiringPoints:
    """Points with an end."""

    points: Points = column("How many.")
    at: datetime = column("When: the start of the day after their last.")


@reads(wallet.CARDS, node=OWN, guard=customer(), scoped=False)
@strawberry.type(description="A membership as its holder sees it.")
class Card(Node):
    """A card."""

    number: str = column("The number on the card: nine digits, the last one a check digit.")
    joined_at: datetime = column("Since when.")
    as_of: datetime = column("When this answer was made; an offline copy can show its age.", sql="viewer.now")
    balance: Points = column("Points that can be spent now.")
    pending: Points = column("Points earned that cannot be spent yet.")
    version: Points = column("Counts changes of the balance: the higher of two answers is the newer.")
    points_name: str = column("What the points are called, like beans.")
    worth: Money = embedded("What the balance pays as part of a bill.", money_columns("worth_minor"))
    brand: Annotated["Brand", BUSINESSES] = embedded(
        "How the card looks: as the business that gave it.",
        LOOK,
        via=Via(BUSINESS, "self.pk = parent.business_pk"),
    )
    program: Annotated["PublicProgram", BUSINESSES] = one(
        "The program that it is a card of.", "self.pk = parent.program_id"
    )
    businesses: list[Annotated["PublicBusiness", BUSINESSES]] = many(
        "Where it is good: every business that takes part in the program.",
        "self.taking_part_in = parent.program_id",
        order="taking_part_since, participant_pk",
    )
    expiring: list[ExpiringPoints] = many(
        "What expires within ninety days, soonest first.", "self.account_pk = parent.account_pk", order="at"
    )
    use_by: list[Annotated["UseBy", LEDGER]] = many(
        "What expires on which day of the next twelve months, soonest first.",
        "self.membership_pk = parent.pk",
        order="day",
    )
    consents: list[Annotated["Consent", CONSENTS]] = many(
        "What one allows a business; without its id, the business that gave the card.",
        "self.membership_pk = parent.pk AND self.business_id = coalesce(:businessId, parent.business_pk)",
        order="place",
        args={
            "business_id": Annotated[strawberry.ID | None, strawberry.argument(description="Which business.")]
        },
        ids={"businessId": "PublicBusiness"},
    )
    tier: Annotated["TierStanding", TIERS] | None = one(
        "Where it stands among the program's tiers; null where there are none.", "self.pk = parent.pk"
    )
    transactions: Connection[Annotated["Transaction", LEDGER]] = pages(
        "Movements of its points, newest first.",
        "self.membership_pk = ANY (read.family(parent.pk))",
        order="occurred_at desc, pk desc",
    )
    stamp_cards: list[Annotated["StampCard", STAMPS]] = many(
        "Stamp cards: those that are being filled, then what was full or expired in the last ninety days, newest "
        "first.",
        "self.membership_pk = ANY (read.family(parent.pk)) AND self.is_current",
        order="is_open desc, pk desc",
    )
    last_transaction: Annotated["Transaction", LEDGER] | None = one(
        "The newest movement; null where there was none.",
        "self.membership_pk = parent.pk",
        order="occurred_at desc, pk desc",
    )
    spendable: Points = column(
        "What can be spent now: the balance, and what the household lets it take of the others'.",
        name="points",
        via=Via(households.SPENDABLE, "self.pk = parent.pk"),
        default=0,
    )
    has_gifts: bool = column(
        "Whether members of the program may give points to each other.",
        name="is_on",
        via=Via(gifts.GIFT_RULES, "self.pk = parent.program_id"),
    )
    takes_claims: bool = column(
        "Whether bills without a customer may be claimed by number and PIN: the shop's own system is read.",
        name="is_on",
        via=Via(erp.CLAIMS, "self.pk = parent.program_id"),
        default=False,
    )
    has_households: bool = column(
        "Whether members of the program may spend together.",
        name="is_on",
        via=Via(households.HOUSEHOLD_RULES, "self.pk = parent.program_id"),
    )
    gifts_sent: Connection[Annotated["SentGift", GIFTS]] = pages(
        "Gifts that it sent, newest first.",
        "self.membership_pk = ANY (read.family(parent.pk)) AND self.sent_at IS NOT NULL",
        order="at desc, pk desc",
    )
    gifts_received: Connection[Annotated["ReceivedGift", GIFTS]] = pages(
        "Gifts that it received, newest first.",
        "self.membership_pk = ANY (read.family(parent.pk))",
        order="arrived_at desc, pk desc",
    )
    household: Annotated["Household", HOUSEHOLDS] | None = one(
        "Its household; null where it is in none.",
        "self.pk = (SELECT place.household_pk FROM read.household_member place WHERE place.membership_pk = parent.pk)",
    )
    household_invitations: list[Annotated["HouseholdInvitation", HOUSEHOLDS]] = many(
        "Households that invite its holder by the phone number, and wait for an answer.",
        "self.program_id = parent.program_id AND self.holder_pk = parent.owner_pk",
        order="invited_at, pk",
    )
    vouchers: Connection[Annotated["Voucher", REWARDS]] = pages(
        "Its vouchers of all businesses of the program, newest first.",
        "self.membership_pk = parent.pk AND parent.owner_pk = viewer.person_id",
        order="issued_at desc, pk desc",
        scoped=False,
    )
    inbox: Connection[Annotated["Message", NOTIFICATIONS]] = pages(
        "What was said to its holder in the last ninety days, newest first.",
        "self.membership_pk = parent.pk AND parent.owner_pk = viewer.person_id",
        order="created_at desc, pk desc",
        scoped=False,
    )
    unread_count: int = column("Messages that its holder has not read.", sql="read.unread(self.pk)")


@strawberry.type(
    description="What a phone needs to show a card: the code in the QR is certificate + time step + signature "
    "(see the guide on card codes)."
)
class DeviceCertificate:
    """A certified phone."""

    certificate: str = field("The certificate in base64url: the first 153 bytes of every code.")
    expires_at: datetime = field("Until when the phone can show the card without having been online.")
    step_seconds: int = field("How many seconds a time step lasts.")
    server_time: datetime = field("The server's clock, for a phone whose clock is wrong.")
    short_code: str = field("Eight digits for a till without a camera; good once.")
    short_code_expires_at: datetime = field("When the digits end.")


@strawberry.type(description="A program's public key, with which a till reads cards without a net.")
class ProgramKey:
    """A key."""

    key_id: str = field("How codes name it: eight hexadecimal digits.")
    public_key: str = field("The point on P-256, x and y of 32 bytes each, in base64url.")


@strawberry.type(description="The customer at the till.")
class IdentifiedCustomer:
    """Who it is."""

    customer: Annotated["Customer", CUSTOMERS] = field("The customer, as the caller's business sees them.")
    token: str = field("To hand to recordPurchase or redeemPoints.")
    expires_at: datetime = field("When the token ends: two minutes from now.")


def show_device_card(record: wallet.DeviceCard) -> DeviceCertificate:
    """A certified phone."""
    return DeviceCertificate(
        certificate=record.certificate,
        expires_at=record.expires_at,
        step_seconds=wallet.STEP_SECONDS,
        server_time=record.server_time,
        short_code=record.short_code,
        short_code_expires_at=record.short_code_expires_at,
    )
