"""Cards as their holders see them, and what a till learns from one."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from api import customers, ledger, purchases, wallet
from api.businesses import ProgramRules
from api.core import clock, money
from api.core.errors import NotFound
from api.core.ids import key_of
from api.graphql import loaders
from api.graphql.base import (
    After,
    Connection,
    First,
    Info,
    Money,
    Node,
    Points,
    field,
    resolver,
    show,
    show_all,
    shows,
)

if TYPE_CHECKING:
    from api.graphql.businesses.types import Brand, PublicBusiness, PublicProgram
    from api.graphql.customers.parts import Consent
    from api.graphql.customers.types import Customer
    from api.graphql.ledger.types import Transaction

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CONSENTS = strawberry.lazy("api.graphql.customers.parts")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
LEDGER = strawberry.lazy("api.graphql.ledger.types")


@strawberry.type(description="Points that expire at one moment.")
class ExpiringPoints:
    """Points with an end."""

    points: Points = field("How many.")
    at: datetime = field("When: the start of the day after their last.")


@strawberry.type(description="A membership as its holder sees it.")
class Card(Node):
    """A card."""

    number: str = field("The number on the card: nine digits, the last one a check digit.")
    joined_at: datetime = field("Since when.")
    as_of: datetime = field("When this answer was made; an offline copy can show its age.")
    record: strawberry.Private[customers.Member]

    @resolver("Points that can be spent now.")
    async def balance(self, info: Info) -> Points:
        """Reads through the loader."""
        return Points((await self._balance(info)).available)

    @resolver("Points earned that cannot be spent yet.")
    async def pending(self, info: Info) -> Points:
        """Reads through the loader."""
        return Points((await self._balance(info)).pending)

    @resolver("Counts changes of the balance: the higher of two answers is the newer.")
    async def version(self, info: Info) -> Points:
        """Reads through the loader."""
        return Points((await self._balance(info)).as_of_version)

    @resolver("What the points are called, like beans.")
    async def points_name(self, info: Info) -> str:
        """Reads through the loader."""
        return (await self._program(info)).points_name

    @resolver("What the balance pays as part of a bill.")
    async def worth(self, info: Info) -> Money:
        """At the program's value of a point; a debt is worth nothing."""
        program, balance = await self._program(info), await self._balance(info)
        minor = purchases.points_value(max(balance.available, 0), program.point_value_micro_minor)
        return Money.of(money.Money(minor, program.currency))

    @resolver("How the card looks: as the business that gave it.")
    async def brand(self, info: Info) -> Annotated["Brand", BUSINESSES]:
        """Reads through the loader."""
        business = await loaders.businesses_by_id.load(info, self.record.business_id)
        if business is None:
            raise NotFound("There is no such business.")
        brand: Brand = show("Brand", business.brand)
        return brand

    @resolver("The program that it is a card of.")
    async def program(self, info: Info) -> Annotated["PublicProgram", BUSINESSES]:
        """Reads through the loader."""
        program: PublicProgram = show("PublicProgram", await self._program(info))
        return program

    @resolver("Where it is good: every business that takes part in the program.")
    async def businesses(self, info: Info) -> list[Annotated["PublicBusiness", BUSINESSES]]:
        """Reads through the loaders."""
        taking_part = await loaders.participants.load(info, self.record.program_id) or []
        found = await loaders.businesses_by_id.load_many(info, [each.business_id for each in taking_part])
        return show_all("PublicBusiness", [each for each in found if each is not None])

    @resolver("What expires within ninety days, soonest first.")
    async def expiring(self, info: Info) -> list[ExpiringPoints]:
        """Reads through the loader."""
        found = await loaders.expiring_points.load(info, self.pk) or ()
        return [ExpiringPoints(points=Points(each.points), at=each.at) for each in found]

    @resolver("What one allows a business; without its id, the business that gave the card.")
    async def consents(
        self,
        info: Info,
        business_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Which business.")
        ] = None,
    ) -> list[Annotated["Consent", CONSENTS]]:
        """Reads through the loader."""
        business = (
            self.record.business_id
            if business_id is None
            else key_of(business_id, "PublicBusiness", path=("businessId",))
        )
        key = customers.MemberKey(self.record.program_id, business, self.pk)
        return show_all("Consent", await loaders.consents.load(info, key))

    @resolver("Movements of its points, newest first.")
    async def transactions(
        self, first: First = None, after: After = None
    ) -> Connection[Annotated["Transaction", LEDGER]]:
        """Of all businesses: the card is the holder's."""
        program, member = self.record.program_id, self.pk
        return Connection[Annotated["Transaction", LEDGER]].of(
            await ledger.transactions_of(program, membership_id=member, first=first, after=after),
            lambda each: show("Transaction", each),
            after=after,
            count=lambda: ledger.count_transactions(program, membership_id=member),
        )

    @resolver("The newest movement; null where there was none.")
    async def last_transaction(self, info: Info) -> Annotated["Transaction", LEDGER] | None:
        """Reads through the loader."""
        newest = await loaders.latest_transaction.load(info, self.pk)
        transaction: Transaction | None = show("Transaction", newest)
        return transaction

    async def _balance(self, info: Info) -> ledger.Balance:
        return await loaders.balances.load(info, self.pk) or ledger.Balance(0, 0, 0)

    async def _program(self, info: Info) -> ProgramRules:
        found = await loaders.programs.load(info, self.record.program_id)
        if found is None:
            raise NotFound("There is no such program.")
        return found


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


@shows("Card")
def show_card(record: customers.Member) -> Card:
    """A membership as its holder sees it."""
    return Card(
        pk=record.membership_id,
        number=record.number,
        joined_at=record.joined_at,
        as_of=clock.now(),
        record=record,
    )


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


def show_identified(record: wallet.Identified) -> IdentifiedCustomer:
    """The customer at the till."""
    return IdentifiedCustomer(
        customer=show("Customer", record.member), token=record.token, expires_at=record.expires_at
    )


async def own_card(info: Info, key: UUID) -> Card | None:
    """The caller's own card of that key; None where it is somebody else's."""
    person = info.context.viewer.the_person()
    cards = await loaders.memberships_of_person.load(info, person) or ()
    return next((show_card(card) for card in cards if card.membership_id == key), None)
