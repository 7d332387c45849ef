"""Changes of review rules, and decisions."""

from typing import Annotated

import strawberry

from api import purchases, reviews
from api.core.errors import BadInput
from api.core.ids import key_of
from api.graphql.base import Info, Payload, Points, field, mutation, read_all, requires
from api.graphql.reviews.enums import ReviewAction, ReviewDecision, ReviewRuleKind
from api.graphql.reviews.types import READERS, ReviewItem, ReviewRule


@strawberry.input(description="What to do about one kind of unusual award.")
class ReviewRuleInput:
    """A rule."""

    kind: ReviewRuleKind = field("What is unusual.")
    action: ReviewAction = field("What happens.")
    most: Points | None = field("More than this is unusual, for rules that count.", default=None)
    days: int | None = field("For SAME_BILL_NUMBER: look so many days back, 1 to 366.", default=None)
    from_hour: int | None = field(
        "For ODD_HOURS: from this hour of the program's day, 0 to 24.", default=None
    )
    to_hour: int | None = field("For ODD_HOURS: before this hour; a span may pass midnight.", default=None)

    def value(self) -> reviews.ReviewRule:
        """As the domain's rule."""
        return reviews.ReviewRule(
            kind=reviews.RuleKind[self.kind.name],
            action=reviews.RuleAction[self.action.name],
            most=self.most,
            days=self.days,
            from_hour=self.from_hour,
            to_hour=self.to_hour,
        )


@strawberry.input(description="All review rules of the business; what is left out is no rule any more.")
class SaveReviewRulesInput:
    """Rules."""

    rules: list[ReviewRuleInput] = field("At most one of each kind.")


@strawberry.input(description="A decision about awards in the queue.")
class DecideReviewsInput:
    """A decision."""

    item_ids: list[strawberry.ID] = field("Which awards, at most 100.")
    decision: ReviewDecision = field("What becomes of their points.")
    note: str | None = field("Why, up to 300 characters; needed to reject.", default=None)


@strawberry.type(description="The rules as they are now.")
class ReviewRulesPayload(Payload):
    """Rules or why not."""

    rules: list[ReviewRule] = field("All rules of the business.", default_factory=list)


@strawberry.type(description="The awards as they are now.")
class ReviewItemsPayload(Payload):
    """Items or why not."""

    items: list[ReviewItem] = field("Those that were named.", default_factory=list)


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(
        requires("program.manage"),
        description="Says what the business does about unusual awards, for points given from now on.",
    )
    async def save_review_rules(
        self,
        info: Info,
        input: Annotated[SaveReviewRulesInput, strawberry.argument(description="All rules.")],
    ) -> ReviewRulesPayload:
        """In one's own business."""
        viewer = info.context.viewer
        if len(input.rules) > len(ReviewRuleKind):
            raise BadInput("A rule stands there twice.", path=("rules",))
        saved = await reviews.save_rules(
            viewer.actor(), viewer.the_business(), [rule.value() for rule in input.rules]
        )
        return ReviewRulesPayload(rules=[_shown(rule) for rule in saved])

    @mutation(
        READERS,
        description="Releases held points or takes them back, all of them or none. Deciding again the same way changes "
        "nothing.",
    )
    async def decide_reviews(
        self,
        info: Info,
        input: Annotated[DecideReviewsInput, strawberry.argument(description="The decision.")],
    ) -> ReviewItemsPayload:
        """In one's own business, never about one's own awards."""
        viewer = info.context.viewer
        if len(input.item_ids) > reviews.MAX_ITEMS:
            raise BadInput(f"At most {reviews.MAX_ITEMS} at once.", path=("itemIds",))
        keys = [
            key_of(each, "ReviewItem", path=("itemIds", str(at))) for at, each in enumerate(input.item_ids)
        ]
        await purchases.decide_awards(
            viewer.actor(),
            viewer.the_business(),
            keys,
            approve=input.decision is ReviewDecision.APPROVE,
            note=input.note or "",
        )
        found = await read_all(info, "ReviewItem", keys)
        return ReviewItemsPayload(items=[found[key] for key in keys if found[key] is not None])


def _shown(rule: reviews.ReviewRule) -> ReviewRule:
    return ReviewRule(
        kind=ReviewRuleKind[rule.kind.name],
        action=ReviewAction[rule.action.name],
        most=None if rule.most is None else Points(rule.most),
        days=rule.days,
        from_hour=rule.from_hour,
        to_hour=rule.to_hour,
    )
