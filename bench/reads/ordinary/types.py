"""The types of the measured operations under our names; relations read through the request's loaders."""

from datetime import datetime
from typing import NewType, TypeAlias
from uuid import UUID

import strawberry

from bench.reads.ordinary import models
from bench.reads.ordinary.loaders import Loaders

Points = NewType("Points", int)
Info: TypeAlias = strawberry.Info[Loaders, None]


@strawberry.type
class Money:
    """An amount."""

    minor_units: Points
    currency: str


@strawberry.type
class Birthday:
    """A day of the year."""

    day: int
    month: int
    year: int | None


@strawberry.type
class Brand:
    """A look."""

    name: str
    stock_color: str
    foil_color: str
    motif: str
    initials: str
    logo_url: str | None

    @classmethod
    def of(cls, row: models.Look) -> "Brand":
        """The look in a row."""
        return cls(
            name=row.name,
            stock_color=row.stock_color,
            foil_color=row.foil_color,
            motif=row.motif,
            initials=row.initials,
            logo_url=row.logo_url,
        )


@strawberry.type
class PublicBusiness:
    """A business."""

    id: strawberry.ID
    brand: Brand


@strawberry.type
class PublicProgram:
    """A program."""

    id: strawberry.ID
    name: str
    is_coalition: bool
    currency: str


@strawberry.type
class ExpiringPoints:
    """Points with an end."""

    points: Points
    at: datetime


@strawberry.type
class Purchase:
    """A bill."""

    id: strawberry.ID
    bill_number: str | None
    amount: Money


@strawberry.type
class Transaction:
    """A posting."""

    id: strawberry.ID
    kind: str
    points: Points
    balance_after: Points
    reason: str
    occurred_at: datetime
    recorded_at: datetime
    is_pending: bool
    expires_at: datetime | None
    store_name: str | None
    row: strawberry.Private[models.Transaction]

    @strawberry.field
    async def business(self, info: Info) -> PublicBusiness | None:
        """Through the loader."""
        if self.row.business_id is None:
            return None
        found = await info.context.businesses.load(self.row.business_id)
        return PublicBusiness(id=strawberry.ID(str(found.id)), brand=Brand.of(found))

    @strawberry.field
    async def purchase(self, info: Info) -> Purchase | None:
        """Through the loader."""
        if self.row.purchase_id is None:
            return None
        found = await info.context.purchases.load(self.row.purchase_id)
        amount = Money(minor_units=Points(found.amount_minor), currency=found.currency)
        return Purchase(id=strawberry.ID(str(found.id)), bill_number=found.bill_number, amount=amount)

    @classmethod
    def of(cls, row: models.Transaction) -> "Transaction":
        """A row."""
        return cls(
            id=strawberry.ID(str(row.id)),
            kind=row.kind,
            points=Points(row.points),
            balance_after=Points(row.balance_after),
            reason=row.reason,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            is_pending=row.is_pending,
            expires_at=row.expires_at,
            store_name=row.store_name,
            row=row,
        )


@strawberry.type
class Card:
    """A card."""

    id: strawberry.ID
    number: str
    points_name: str
    joined_at: datetime
    as_of: datetime
    balance: Points
    pending: Points
    version: Points
    worth: Money
    row: strawberry.Private[models.Card]

    @strawberry.field
    async def expiring(self, info: Info) -> list[ExpiringPoints]:
        """Through the loader."""
        found = await info.context.expiring.load(self.row.id)
        return [ExpiringPoints(points=Points(each.points), at=each.at) for each in found]

    @strawberry.field
    async def last_transaction(self, info: Info) -> Transaction | None:
        """Through the loader."""
        key = self.row.last_transaction_id
        return None if key is None else Transaction.of(await info.context.transactions.load(key))

    @strawberry.field
    async def brand(self, info: Info) -> Brand:
        """Through the loader."""
        return Brand.of(await info.context.businesses.load(self.row.business_id))

    @strawberry.field
    async def program(self, info: Info) -> PublicProgram:
        """Through the loader."""
        found = await info.context.programs.load(self.row.program_id)
        return PublicProgram(
            id=strawberry.ID(str(found.id)),
            name=found.name,
            is_coalition=found.is_coalition,
            currency=found.currency,
        )

    @strawberry.field
    async def businesses(self, info: Info) -> list[PublicBusiness]:
        """Through the loader."""
        found = await info.context.participants.load(self.row.program_id)
        return [
            PublicBusiness(id=strawberry.ID(str(each.business_id)), brand=Brand.of(each)) for each in found
        ]

    @classmethod
    def of(cls, row: models.Card) -> "Card":
        """A row."""
        return cls(
            id=strawberry.ID(str(row.id)),
            number=row.number,
            points_name=row.points_name,
            joined_at=row.joined_at,
            as_of=row.as_of,
            balance=Points(row.balance),
            pending=Points(row.pending),
            version=Points(row.version),
            worth=Money(minor_units=Points(row.worth_minor), currency=row.currency),
            row=row,
        )


@strawberry.type
class Person:
    """A person."""

    id: strawberry.ID
    name: str
    phone: str | None
    language: str
    birthday: Birthday | None
    pk: strawberry.Private[UUID]

    @strawberry.field
    async def cards(self, info: Info) -> list[Card]:
        """Through the loader."""
        return [Card.of(row) for row in await info.context.cards.load(self.pk)]

    @classmethod
    def of(cls, row: models.Person) -> "Person":
        """A row."""
        day, month, birthday = row.birth_day, row.birth_month, None
        if day is not None and month is not None:
            birthday = Birthday(day=day, month=month, year=row.birth_year)
        return cls(
            id=strawberry.ID(str(row.id)),
            name=row.name,
            phone=row.phone,
            language=row.language,
            birthday=birthday,
            pk=row.id,
        )


@strawberry.type
class Tag:
    """A label."""

    id: strawberry.ID
    name: str


@strawberry.type
class Customer:
    """A member."""

    id: strawberry.ID
    number: str
    name: str
    phone: str | None
    is_phone_verified: bool
    balance: Points
    visits: int
    spent: Money
    last_visit_at: datetime | None
    joined_at: datetime
    status: str
    row: strawberry.Private[models.Customer]

    @strawberry.field
    async def tags(self, info: Info) -> list[Tag]:
        """Through the loader."""
        found = await info.context.tags(self.row.business_id).load(self.row.id)
        return [Tag(id=strawberry.ID(str(each.id)), name=each.name) for each in found]

    @classmethod
    def of(cls, row: models.Customer) -> "Customer":
        """A row."""
        return cls(
            id=strawberry.ID(str(row.id)),
            number=row.number,
            name=row.name,
            phone=row.phone,
            is_phone_verified=row.is_phone_verified,
            balance=Points(row.balance),
            visits=row.visits,
            spent=Money(minor_units=Points(row.spent_minor), currency=row.currency),
            last_visit_at=row.last_visit_at,
            joined_at=row.joined_at,
            status=row.status,
            row=row,
        )
