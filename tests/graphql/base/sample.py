"""A small schema with every manner of the base in it, and callers for it: what the doors are tested with."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Annotated
from uuid import UUID

import strawberry

from api.core import clock
from api.core.audit import Actor, ActorKind
from api.core.errors import NotFound, Unauthenticated
from api.core.ids import key_of, new_id
from api.core.paging import decode_cursor, encode_cursor, make_page, page_size
from api.graphql.base import (
    After,
    Connection,
    First,
    IdempotencyKey,
    Info,
    Money,
    MoneyInput,
    Node,
    Payload,
    PhoneNumber,
    Points,
    RateLimit,
    customer,
    either,
    guarded_type,
    live,
    mutation,
    public,
    query,
    reads_nodes,
    requires,
    resolver,
    signed_in,
    staff,
    subscription,
)
from api.graphql.base import field as column
from api.graphql.base.assembly import Parts, build


def described(about: str) -> object:
    """An argument's description."""
    return strawberry.argument(description=about)


class Kind(StrEnum):
    """Faces of a caller."""

    CUSTOMER = "customer"
    STAFF = "staff"
    API_KEY = "api_key"
    PLATFORM_ADMIN = "platform_admin"


@dataclass(frozen=True)
class Caller:
    """A principal made for a test."""

    kind: Kind = Kind.STAFF
    user_id: UUID = field(default_factory=new_id)
    session_id: UUID | None = field(default_factory=new_id)
    person_id: UUID | None = None
    program_id: UUID | None = None
    business_id: UUID | None = None
    permissions: frozenset[str] = frozenset()
    expires_at: datetime | None = None
    rate_per_minute: int | None = None

    def actor(self, address: str | None = None, device_id: str | None = None) -> Actor:
        return Actor(ActorKind(self.kind.value), self.user_id, address=address, device_id=device_id)


class Callers:
    """Tokens that are known to the sample's `authenticate`."""

    def __init__(self) -> None:
        self._known: dict[str, Caller] = {}
        self._seconds: dict[str, float] = {}

    def token(self, caller: Caller) -> str:
        """A token for the caller."""
        token = f"token-{new_id().hex}"
        self._known[token] = caller
        return token

    def short_token(self, seconds: float) -> str:
        """A token that lives for so long from its use on, so that a slow client does not miss it."""
        token = self.token(Caller())
        self._seconds[token] = seconds
        return token

    async def authenticate(self, bearer: str, /) -> Caller:
        """Who has this token."""
        caller = self._known.get(bearer)
        if caller is None:
            raise Unauthenticated("This token is not good. Please sign in again.")
        if bearer in self._seconds:
            return replace(caller, expires_at=clock.now() + timedelta(seconds=self._seconds[bearer]))
        return caller


class Shelf:
    """The sample's data: cards by key, changed by mutations, watched by subscriptions."""

    def __init__(self) -> None:
        self.business = new_id()
        self.cards: dict[UUID, int] = {new_id(): number for number in range(250)}
        self.ended: asyncio.Queue[UUID] = asyncio.Queue()

    @property
    def first(self) -> UUID:
        return next(iter(self.cards))


SHELF = Shelf()


@strawberry.enum(description="How a card looks.")
class Finish(Enum):
    MATT = strawberry.enum_value("MATT", description="Without shine.")
    FOIL = strawberry.enum_value("FOIL", description="With shine.")


@guarded_type(requires("notes.read"))
@strawberry.type(description="A note.")
class Remark:
    text: str = column("What it says.")


@strawberry.type(description="A card.")
class SampleCard(Node):
    name: str = column("Its name.")
    points: Points = column("Its points.")
    worth: Money = column("What they are worth.")
    finish: Finish = column("How it looks.")
    made_at: datetime = column("When it was made.")
    phone: PhoneNumber | None = column("Whose it is.", guard=requires("phones.read"))
    remark: Remark | None = column("A note about it.")

    @resolver("The points of its twin.")
    async def twin(self) -> int | None:
        return SHELF.cards.get(self.pk)

    @resolver("Cards beside it.")
    async def neighbours(self, first: First = None, after: After = None) -> Connection["SampleCard"]:
        return _page(first, after)

    @resolver("Always fails, with a secret in its message.")
    async def broken(self) -> str | None:
        raise RuntimeError("password=hunter2")


def show(key: UUID) -> SampleCard:
    number = SHELF.cards[key]
    return SampleCard(
        pk=key,
        name=f"Card {number}",
        points=Points(number),
        worth=Money(minor_units=Points(number * 25), currency="INR"),
        finish=Finish.FOIL if number % 2 else Finish.MATT,
        made_at=datetime.fromisoformat("2026-05-31T09:30:00.120+00:00"),
        phone=PhoneNumber("+919822041763"),
        remark=Remark(text="likes masala chai"),
    )


@reads_nodes(SampleCard, signed_in())
async def read_cards(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, SampleCard]:
    return {key: show(key) for key in keys if key in SHELF.cards}


async def _count() -> int:
    return len(SHELF.cards)


def _page(first: int | None, after: str | None) -> Connection[SampleCard]:
    size = page_size(first)
    start = decode_cursor(after, int)[0] + 1 if after else 0
    keys = list(SHELF.cards)[start : start + size + 1]
    cursors = [encode_cursor(SHELF.cards[key]) for key in keys]
    return Connection.of(make_page(keys, cursors[:size], size), show, count=_count, after=after)


@strawberry.input(description="Points to add.")
class AddPointsInput:
    idempotency_key: IdempotencyKey = column("Your name for this act.")
    card_id: strawberry.ID = column("Which card.")
    points: Points = column("How many.")
    worth: MoneyInput | None = column("What they are worth.", default=None)


@strawberry.type(description="The card afterwards.")
class AddPointsPayload(Payload):
    card: SampleCard | None = column("The card; null when refused.", default=None)


@strawberry.type
class Queries:
    @query(public(), description="A greeting.")
    async def hello(self, name: Annotated[str, described("Whom to greet.")] = "you") -> str:
        return f"Hello {name}"

    @query(public(), description="Who is calling.")
    async def whoami(self, info: Info) -> str:
        return info.context.viewer.kind

    @query(public(), description="A card.")
    async def card(
        self, id: Annotated[strawberry.ID | None, described("Which.")] = None
    ) -> SampleCard | None:
        key = SHELF.first if id is None else key_of(id, "SampleCard", path=("id",))
        return show(key) if key in SHELF.cards else None

    @query(public(), description="All cards.")
    async def cards(self, first: First = None, after: After = None) -> Connection[SampleCard]:
        return _page(first, after)

    @query(either(customer(), requires("cards.read")), description="A card for holders and staff.")
    async def own_card(self) -> SampleCard | None:
        return show(SHELF.first)

    @query(staff(), description="The business of the caller.")
    async def my_business(self, info: Info) -> strawberry.ID | None:
        return strawberry.ID(str(info.context.viewer.the_business()))

    @query(public(), description="Takes its time.")
    async def slow(self, seconds: Annotated[float, described("How long.")] = 0.05) -> str:
        await asyncio.sleep(seconds)
        return "done"

    @query(
        public(), description="Guessable.", limit=RateLimit("guess", "2/minute", lambda each: each["what"])
    )
    async def guess(self, what: Annotated[str, described("What.")]) -> str:
        return what

    @query(public(), description="Nothing here may be null, and it fails.")
    async def fragile(self) -> str:
        raise RuntimeError("password=hunter2")


@strawberry.type
class Mutations:
    @mutation(requires("points.adjust"), description="Adds points to a card.")
    async def add_points(
        self, input: Annotated[AddPointsInput, described("What to add.")]
    ) -> AddPointsPayload:
        key = key_of(input.card_id, "SampleCard", path=("card_id",))
        if key not in SHELF.cards:
            raise NotFound("There is no such card.", path=("card_id",), params={"seconds_left": 3})
        SHELF.cards[key] += input.points
        return AddPointsPayload(card=show(key))


@strawberry.type
class Subscriptions:
    @subscription(public(), description="A card now, and whenever it changes.")
    async def card_changed(
        self, info: Info, id: Annotated[strawberry.ID | None, described("Which.")] = None
    ) -> AsyncIterator[SampleCard]:
        key = SHELF.first if id is None else key_of(id, "SampleCard", path=("id",))

        async def read() -> SampleCard:
            if key not in SHELF.cards:
                raise NotFound("There is no such card.")
            return show(key)

        try:
            async for card in live(info, [f"card:{key}"], read):
                yield card
        finally:
            SHELF.ended.put_nowait(key)

    @subscription(staff(), description="Counts to three.")
    async def counting(self, info: Info) -> AsyncIterator[int]:
        for number in (1, 2, 3):
            info.context.reset_loaders()
            yield number


PARTS = Parts([Queries], [Mutations], [Subscriptions], [SampleCard])


def sample_schema() -> strawberry.Schema:
    """The sample's schema."""
    return build(PARTS)
