"""Changes of gifts."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import gifts, wallet
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import (
    IdempotencyKey,
    Info,
    Payload,
    Points,
    RateLimit,
    customer,
    field,
    mutation,
    read,
    requires,
)
from api.graphql.gifts.types import GiftRules, SentGift

if TYPE_CHECKING:
    from api.graphql.wallet.types import Card

WALLET = strawberry.lazy("api.graphql.wallet.types")


@strawberry.input(description="What gifts between members the program allows, whole.")
class SaveGiftRulesInput:
    """Rules."""

    is_on: bool = field("Whether members may give points to each other.")
    min_points: Points = field("The least points of one gift, at least 1.")
    max_points: Points = field("The most points of one gift.")
    max_per_day: Points | None = field(
        "The most that one member gives in a day; no limit when left out.", default=None
    )
    max_per_month: Points | None = field(
        "The most that one member gives in a month; no limit when left out.", default=None
    )
    wait_days: int = field("For how many days a gift waits for a number that is no member's yet: 1 to 90.")
    version: int | None = field("The version that you read, to notice somebody else's change.", default=None)

    def value(self) -> gifts.GiftRulesInfo:
        """As the domain's rules."""
        return gifts.GiftRulesInfo(
            is_on=self.is_on,
            min_points=int(self.min_points),
            max_points=int(self.max_points),
            max_per_day=None if self.max_per_day is None else int(self.max_per_day),
            max_per_month=None if self.max_per_month is None else int(self.max_per_month),
            wait_days=self.wait_days,
        )


@strawberry.type(description="The rules as they are now.")
class GiftRulesPayload(Payload):
    """Rules or why not."""

    gift_rules: GiftRules | None = field("The rules; null when refused.", default=None)


@strawberry.input(description="A code on somebody's card, shown to one's own phone.")
class IdentifyReceiverInput:
    """A code."""

    card_id: strawberry.ID = field("One's own card, of the same program.")
    code: str = field("What the QR says, or the eight digits below it.")


@strawberry.type(description="Whose card it is.")
class ReceiverPayload(Payload):
    """A receiver or why not."""

    name: str | None = field("The first name; null when refused.", default=None)
    token: str | None = field("To hand to prepareGift within two minutes.", default=None)
    expires_at: datetime | None = field("When the token ends.", default=None)


@strawberry.input(description="A gift to prepare: to a phone number or to the card that was shown.")
class PrepareGiftInput:
    """A gift."""

    idempotency_key: IdempotencyKey = field("Your name for this gift; the same for every retry of it.")
    card_id: strawberry.ID = field("One's own card, which gives.")
    phone: str | None = field("The other's number, national or with its country code.", default=None)
    receiver_token: str | None = field("Or the token that identifyReceiver gave.", default=None)
    points: Points = field("How many points.")
    message: str = field("A few words, up to 200 characters; the other reads them.", default="")


@strawberry.input(description="A prepared gift to send.")
class ConfirmGiftInput:
    """Which gift."""

    card_id: strawberry.ID = field("One's own card, which gives.")
    gift_id: strawberry.ID = field("The gift, prepared within ten minutes.")


@strawberry.type(description="The gift as its giver sees it, and the card.")
class GiftPayload(Payload):
    """A gift or why not."""

    gift: SentGift | None = field("The gift; null when refused.", default=None)
    card: Annotated["Card", WALLET] | None = field("The card with its balance now.", default=None)


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(requires("program.manage"), description="Keeps what gifts between members the program allows.")
    async def save_gift_rules(
        self, info: Info, input: Annotated[SaveGiftRulesInput, strawberry.argument(description="The rules.")]
    ) -> GiftRulesPayload:
        """In one's own program."""
        viewer = info.context.viewer
        await gifts.save_rules(viewer.actor(), viewer.the_business(), input.value(), version=input.version)
        return GiftRulesPayload(gift_rules=await read(info, "GiftRules", viewer.the_program()))

    @mutation(
        customer(),
        description="Tells whose card a code is of, to give something to its holder. A code is accepted once.",
        limit=RateLimit("identify-receiver", "20/minute"),
    )
    async def identify_receiver(
        self,
        info: Info,
        input: Annotated[IdentifyReceiverInput, strawberry.argument(description="The code.")],
    ) -> ReceiverPayload:
        """In the program of one's own card."""
        viewer = info.context.viewer
        card = key_of(input.card_id, "Card", path=("cardId",))
        seen = await wallet.identify_receiver(viewer.the_person(), card, input.code)
        return ReceiverPayload(name=seen.name, token=seen.token, expires_at=seen.expires_at)

    @mutation(
        customer(),
        description="Prepares a gift. It is sent by confirmGift; whether a number is a member's is never told.",
        limit=RateLimit("prepare-gift", "20/minute"),
    )
    async def prepare_gift(
        self, info: Info, input: Annotated[PrepareGiftInput, strawberry.argument(description="The gift.")]
    ) -> GiftPayload:
        """Of one's own card."""
        viewer = info.context.viewer
        person, card = viewer.the_person(), key_of(input.card_id, "Card", path=("cardId",))
        receiver = None
        if input.receiver_token is not None:
            receiver = await wallet.receiver_of(person, card, input.receiver_token)
        elif input.phone is None:
            raise BadInput("Say for whom it is: a number or a card.", path=("phone",))
        prepared = await gifts.prepare(
            person,
            gifts.NewGift(
                idempotency_key=input.idempotency_key,
                membership_id=card,
                points=int(input.points),
                message=input.message,
                phone=input.phone,
                receiver_id=receiver,
            ),
        )
        return GiftPayload(
            gift=await read(info, "SentGift", prepared.id), card=await read(info, "Card", card)
        )

    @mutation(
        customer(),
        description="Sends a prepared gift: its points leave the card now. Again nothing happens.",
        limit=RateLimit("confirm-gift", "20/minute"),
    )
    async def confirm_gift(
        self, info: Info, input: Annotated[ConfirmGiftInput, strawberry.argument(description="Which.")]
    ) -> GiftPayload:
        """Of one's own card."""
        viewer = info.context.viewer
        card = key_of(input.card_id, "Card", path=("cardId",))
        gift = key_of(input.gift_id, "SentGift", path=("giftId",))
        sent = await gifts.confirm(viewer.actor(), viewer.the_person(), card, gift)
        return GiftPayload(gift=await read(info, "SentGift", sent.id), card=await read(info, "Card", card))
