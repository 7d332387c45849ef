"""Changes of birthday promotions, and presents that were looked at."""

from typing import Annotated

import strawberry

from api import promotions
from api.core.ids import key_of
from api.graphql.base import Info, Payload, Points, customer, field, mutation, read, requires
from api.graphql.promotions.enums import PromotionAudience
from api.graphql.promotions.types import Promotion

MANAGE = requires("promotions.manage")


@strawberry.input(description="A birthday promotion: a new one, or all values of an existing one.")
class SavePromotionInput:
    """A promotion to keep."""

    promotion_id: strawberry.ID | None = field(
        "The promotion to change; a new one when left out.", default=None
    )
    name: str = field("Its name, up to 120 characters.")
    audience: PromotionAudience = field("Whose birthday.")
    age_from: int | None = field("The age that the birthday brings is at least this.", default=None)
    age_to: int | None = field("The age that the birthday brings is at most this.", default=None)
    reward_id: strawberry.ID | None = field("Gives a voucher of this reward; or name points.", default=None)
    points: Points | None = field("Gives so many points; or name a reward.", default=None)
    announce_days: int | None = field(
        "Given so many days before the birthday; 7 when left out.", default=None
    )
    valid_days: int | None = field("Good until so many days after it; 14 when left out.", default=None)
    budget: Points | None = field(
        "The most presents there may ever be; without end when left out.", default=None
    )
    is_active: bool | None = field("Whether it is in use; it is when left out.", default=None)
    version: int | None = field("The version that you read, to notice somebody else's change.", default=None)

    def wanted(self) -> promotions.NewPromotion:
        """As the domain's promotion."""
        reward = self.reward_id
        return promotions.NewPromotion(
            name=self.name,
            audience=promotions.Audience[self.audience.name],
            age_from=self.age_from,
            age_to=self.age_to,
            reward_id=None if reward is None else key_of(reward, "Reward", path=("rewardId",)),
            points=self.points,
            announce_days=7 if self.announce_days is None else self.announce_days,
            valid_days=14 if self.valid_days is None else self.valid_days,
            budget=self.budget,
            is_active=self.is_active is not False,
        )


@strawberry.input(description="A birthday promotion to put out of use.")
class RemovePromotionInput:
    """Which promotion."""

    promotion_id: strawberry.ID = field("The promotion.")


@strawberry.input(description="Presents that the holder has looked at.")
class SeePresentsInput:
    """Which presents."""

    voucher_id: strawberry.ID | None = field(
        "The present that is this voucher; all when left out.", default=None
    )


@strawberry.type(description="The promotion as it is now.")
class PromotionPayload(Payload):
    """A promotion or why not."""

    promotion: Promotion | None = field("The promotion; null when refused.", default=None)


@strawberry.type(description="What was noted.")
class SeePresentsPayload(Payload):
    """How many."""

    seen: int = field("How many presents had not been looked at before.", default=0)


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(MANAGE, description="Makes or changes a birthday promotion; presents stay as they were given.")
    async def save_promotion(
        self,
        info: Info,
        input: Annotated[SavePromotionInput, strawberry.argument(description="The promotion.")],
    ) -> PromotionPayload:
        """In one's own business."""
        viewer, key = info.context.viewer, input.promotion_id
        saved = await promotions.save_promotion(
            viewer.actor(),
            viewer.the_business(),
            input.wanted(),
            promotion_id=None if key is None else key_of(key, "Promotion", path=("promotionId",)),
            version=input.version,
        )
        return PromotionPayload(promotion=await read(info, "Promotion", saved.id))

    @mutation(MANAGE, description="Puts a birthday promotion out of use; presents stay good.")
    async def remove_promotion(
        self,
        info: Info,
        input: Annotated[RemovePromotionInput, strawberry.argument(description="Which.")],
    ) -> PromotionPayload:
        """In one's own business."""
        viewer = info.context.viewer
        key = key_of(input.promotion_id, "Promotion", path=("promotionId",))
        saved = await promotions.remove_promotion(viewer.actor(), viewer.the_business(), key)
        return PromotionPayload(promotion=await read(info, "Promotion", saved.id))

    @mutation(customer(), description="Notes that the holder looked at presents on own cards.")
    async def see_presents(
        self, info: Info, input: Annotated[SeePresentsInput, strawberry.argument(description="Which.")]
    ) -> SeePresentsPayload:
        """On one's own cards."""
        key = input.voucher_id
        voucher = None if key is None else key_of(key, "Voucher", path=("voucherId",))
        person = info.context.viewer.the_person()
        return SeePresentsPayload(seen=await promotions.see_presents(person, voucher))
