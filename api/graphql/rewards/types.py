"""Rewards and vouchers as clients see them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from api import businesses, rewards
from api.graphql.base import (
    Columns,
    Connection,
    Money,
    Node,
    Points,
    Via,
    Weekday,
    column,
    customer,
    either,
    embedded,
    field,
    many,
    money_columns,
    one,
    pages,
    reads,
    requires,
)
from api.graphql.rewards.enums import Fulfilment, RewardKind, RewardPeriod, RewardReasonCode, VoucherState

if TYPE_CHECKING:
    from api.graphql.businesses.types import PublicBusiness
    from api.graphql.customers.types import Customer

BUSINESSES = strawberry.lazy("api.graphql.businesses.types")
CUSTOMERS = strawberry.lazy("api.graphql.customers.types")
STORES = businesses.STORES
READERS = requires("rewards.read")
MEMBERS = either(customer(), READERS)
SHOWN = (
    "self.business_id = viewer.business_id OR (self.is_shown AND EXISTS (SELECT 1 FROM read.membership own "
    "WHERE own.owner_pk = viewer.person_id AND own.program_id = self.program_id))"
)
THEIRS = (
    "self.business_id = viewer.business_id OR EXISTS (SELECT 1 FROM read.membership own "
    "WHERE own.owner_pk = viewer.person_id AND own.pk = self.membership_pk)"
)


@reads(rewards.REWARD_TEXTS)
@strawberry.type(description="A reward in the words of one language.")
class RewardText:
    """Words."""

    language: str = column("The language, like de or pt-BR.")
    name: str = column("Its name.")
    description: str = column("What it is; may be empty.")


@strawberry.type(
    description="Who may redeem a reward, and where and when. What is empty or null asks nothing."
)
class RewardConditions:
    """Conditions."""

    tier_ids: list[strawberry.ID] = field("Only members of these tiers.")
    store_ids: list[strawberry.ID] = field("Only in these stores; vouchers are good there alone.")
    store_names: list[str] = field("The names of those stores.")
    weekdays: list[Weekday] = field("Only on these days.")
    from_hour: int | None = field("Not before this hour of the program's day, 0 to 24.")
    to_hour: int | None = field("Before this hour; a span may pass midnight.")
    kid_age_from: int | None = field("Only members with a child of at least this age today.")
    kid_age_to: int | None = field("Only members with a child of at most this age today.")


CONDITIONS: Columns = {
    "tier_ids": "tier_ids",
    "store_ids": "store_ids",
    "store_names": "store_names",
    "weekdays": "weekdays",
    "from_hour": "from_hour",
    "to_hour": "to_hour",
    "kid_age_from": "kid_age_from",
    "kid_age_to": "kid_age_to",
}


@reads(rewards.REWARDS, node=SHOWN, guard=MEMBERS, scoped=False)
@strawberry.type(description="An offer of the catalogue: what points buy.")
class Reward(Node):
    """A reward."""

    kind: RewardKind = column("What a voucher of it is good for.")
    name: str = column("Its name, in the shop's own language.")
    description: str = column("What it is; may be empty.")
    translations: list[RewardText] = many(
        "The same in other languages.", "self.reward_pk = parent.pk", order="language"
    )
    category: str = column("The shelf that it stands on; may be empty.")
    picture_url: str | None = column("Path of its picture on this server; null where there is none.")
    points_price: Points = column("Points that it takes; 0 for none.")
    cash_price: Money = embedded("Money to be paid beside them.", money_columns("cash_minor"))
    value: Money | None = embedded(
        "What it is worth; null where that is not said.", money_columns("value_minor")
    )
    discount_percent: float | None = column("For a DISCOUNT_PERCENT: the part of the bill, up to 100.")
    stock: Points | None = column("Pieces that there ever were; null without end.")
    stock_left: Points | None = column("Pieces that are left; null without end.")
    per_member: int | None = column("The most that one member may redeem in the period.")
    per_period: int | None = column("The most that all members together may redeem in the period.")
    period: RewardPeriod = column("The span in which those limits count.")
    conditions: RewardConditions = embedded("Who may redeem it, where and when.", CONDITIONS)
    valid_days: int | None = column("How many days a voucher is good after its first; null for ever.")
    starts_at: datetime | None = column("From this moment on.")
    ends_at: datetime | None = column("Before this moment.")
    is_stackable: bool = column("Whether a second voucher that is not may be used on the same bill.")
    needs_fulfilment: bool = column("Whether something is to be handed over.")
    is_listed: bool = column("Whether members may redeem it; otherwise it is only given.")
    is_active: bool = column("Whether it is in use.")
    version: int = column("Counts changes; send it back with yours to notice somebody else's.")


@strawberry.type(description="One reason why a member cannot redeem a reward now.")
class RewardReason:
    """A reason."""

    code: RewardReasonCode = field("Which.")
    missing: Points | None = field("How many points are missing; null for other reasons.")
    message: str = field("The same in an English sentence.")


@strawberry.type(description="A reward on show, for one member.")
class AvailableReward:
    """A reward and what stands against it."""

    reward: Reward = field("The reward.")
    can_redeem: bool = field("Whether the member can redeem it now.")
    reasons: list[RewardReason] = field("Every reason why not; empty where they can.")


@reads(rewards.VOUCHER_USES, node=THEIRS, guard=MEMBERS, scoped=False)
@strawberry.type(description="One use of a voucher.")
class VoucherUse(Node):
    """A use."""

    used_at: datetime = column("When.")
    store_name: str | None = column(
        "The name of the store where it was.", name="name", via=Via(STORES, "self.pk = parent.store_pk")
    )
    bill_number: str | None = column("The till's own number of the bill; null where none was named.")
    amount: Money | None = embedded(
        "What a gift card paid; null for other kinds.", money_columns("amount_minor")
    )
    balance_after: Money | None = embedded(
        "What the gift card held after it; null for other kinds.", money_columns("balance_minor")
    )
    staff_name: str = column("Who used it.", guard=READERS)
    voucher: "Voucher" = one("The voucher.", "self.pk = parent.voucher_pk")


@reads(rewards.VOUCHERS, node=THEIRS, guard=MEMBERS, scoped=False)
@strawberry.type(description="One piece of a reward in a member's hand, on the terms of its day.")
class Voucher(Node):
    """A voucher."""

    code: str = column(
        "What is shown or typed at the till: twelve letters, or as it was brought in.",
        guard=either(customer(), requires("rewards.redeem")),
    )
    state: VoucherState = column("What can be done with it.")
    kind: RewardKind = column("What it is good for.")
    reward: Reward = one("The reward that it is of.", "self.pk = parent.reward_pk")
    is_given: bool = column("Whether it was given, and not redeemed with points.")
    points_paid: Points = column("Points that were spent on it.")
    cash_price: Money = embedded("Money to be paid beside them.", money_columns("cash_minor"))
    value: Money | None = embedded(
        "What it is worth; null where that is not said.", money_columns("value_minor")
    )
    discount_percent: float | None = column("For a DISCOUNT_PERCENT: the part of the bill.")
    balance: Money | None = embedded(
        "What a gift card holds; null for other kinds.", money_columns("balance_minor")
    )
    is_stackable: bool = column("Whether a second voucher that is not may be used on the same bill.")
    fulfilment: Fulfilment = column("How far the handing over has come.")
    issued_at: datetime = column("When it was made.")
    valid_until: datetime | None = column("It is good before this moment; null for ever.")
    held_until: datetime | None = column("Until when a till holds, or held, it; null where none did.")
    used_at: datetime | None = column("When it was last used; null where it was not.")
    reason: str = column("Why it was given or taken back; may be empty.")
    business: Annotated["PublicBusiness", BUSINESSES] = one(
        "The business that gives the reward.", "self.pk = parent.business_id"
    )
    uses: list[VoucherUse] = many(
        "Its uses, oldest first.", "self.voucher_pk = parent.pk", order="used_at, pk"
    )
    customer: Annotated["Customer", CUSTOMERS] | None = one(
        "Whose it is; null for the bearer's, and where the business has not met the member.",
        "self.pk = parent.membership_pk AND self.is_met",
        guard=requires("customers.read"),
    )


@reads(rewards.VOUCHER_BATCHES, node="", guard=requires("rewards.manage"))
@strawberry.type(description="Codes that were made or brought in together, for whoever holds one.")
class VoucherBatch(Node):
    """A batch."""

    name: str = column("What it is for.")
    is_imported: bool = column("Whether the codes were made elsewhere.")
    size: int = column("How many codes.")
    used: int = column("How many were used.")
    handed_out: int = column("How many were given to a customer.")
    cancelled: int = column("How many were taken back.")
    unused: int = column("How many are nobody's yet and good.")
    made_at: datetime = column("When.")
    reward: Reward = one("The reward that they are of.", "self.pk = parent.reward_pk")
    vouchers: Connection[Voucher] = pages(
        "The codes as vouchers, newest first.", "self.batch_pk = parent.pk", order="issued_at desc, pk desc"
    )


def show_reason(record: rewards.Reason) -> RewardReason:
    """A reason."""
    missing = record.missing
    return RewardReason(
        code=RewardReasonCode[record.code.name],
        missing=None if missing is None else Points(missing),
        message=record.message,
    )
