"""Inputs of rewards and vouchers."""

import base64
import binascii
import math
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import strawberry

from api import rewards
from api.core.errors import BadInput
from api.core.files import BadFile
from api.core.ids import key_of
from api.core.weekdays import Weekday as Day
from api.graphql.base import IdempotencyKey, MoneyInput, Points, Weekday, field
from api.graphql.rewards.enums import Fulfilment, RewardKind, RewardPeriod

HUNDREDTHS = 100
KEY = "Your name for this act; repeating it repeats the answer."


@strawberry.input(description="A reward in the words of one language.")
class RewardTextInput:
    """Words."""

    language: str = field("The language, like de or pt-BR.")
    name: str = field("Its name, up to 120 characters.")
    description: str | None = field("What it is, up to 2,000 characters.", default=None)


@strawberry.input(description="Who may redeem a reward, and where and when. What is left out asks nothing.")
class RewardConditionsInput:
    """Conditions."""

    tier_ids: list[strawberry.ID] | None = field("Only members of these tiers.", default=None)
    store_ids: list[strawberry.ID] | None = field("Only in these stores.", default=None)
    weekdays: list[Weekday] | None = field("Only on these days.", default=None)
    from_hour: int | None = field("Not before this hour of the program's day, 0 to 24.", default=None)
    to_hour: int | None = field("Before this hour; a span may pass midnight.", default=None)
    kid_age_from: int | None = field("Only members with a child of at least this age today.", default=None)
    kid_age_to: int | None = field("Only members with a child of at most this age today.", default=None)

    def value(self) -> rewards.RewardConditions:
        """As the domain's conditions."""
        return rewards.RewardConditions(
            tier_ids=_keys(self.tier_ids, "Tier", "tierIds"),
            store_ids=_keys(self.store_ids, "Store", "storeIds"),
            weekdays=frozenset(Day[day.name] for day in self.weekdays or ()),
            from_hour=self.from_hour,
            to_hour=self.to_hour,
            kid_age_from=self.kid_age_from,
            kid_age_to=self.kid_age_to,
        )


@strawberry.input(description="A reward: a new one, or all values of an existing one.")
class SaveRewardInput:
    """A reward to keep."""

    reward_id: strawberry.ID | None = field("The reward to change; a new one when left out.", default=None)
    kind: RewardKind = field("What a voucher of it is good for.")
    name: str = field("Its name, up to 120 characters.")
    description: str | None = field("What it is, up to 2,000 characters.", default=None)
    translations: list[RewardTextInput] | None = field("The same in other languages.", default=None)
    category: str | None = field("The shelf that it stands on, up to 60 characters.", default=None)
    points_price: Points | None = field("Points that it takes; none when left out.", default=None)
    cash_price: Points | None = field(
        "Money to be paid beside them, in the smallest unit of the program's currency.", default=None
    )
    value: Points | None = field(
        "What it is worth, in the smallest unit of the program's currency; a DISCOUNT_AMOUNT and a GIFT_CARD need it.",
        default=None,
    )
    discount_percent: float | None = field("For a DISCOUNT_PERCENT: above 0, up to 100.", default=None)
    stock: Points | None = field("Pieces that there ever were; without end when left out.", default=None)
    per_member: int | None = field("The most that one member may redeem in the period.", default=None)
    per_period: int | None = field("The most that all together may redeem in the period.", default=None)
    period: RewardPeriod | None = field("The span in which limits count; EVER when left out.", default=None)
    conditions: RewardConditionsInput | None = field("Who, where and when.", default=None)
    valid_days: int | None = field("How many days a voucher is good after its first.", default=None)
    starts_at: datetime | None = field("From this moment on; at once when left out.", default=None)
    ends_at: datetime | None = field("Before this moment; without end when left out.", default=None)
    is_stackable: bool | None = field(
        "Whether a second voucher that is not may be used on the same bill; it may when left out.",
        default=None,
    )
    needs_fulfilment: bool | None = field("Whether something is to be handed over.", default=None)
    is_listed: bool | None = field("Whether members may redeem it; they may when left out.", default=None)
    is_active: bool | None = field("Whether it is in use; it is when left out.", default=None)
    version: int | None = field("The version that you read, to notice somebody else's change.", default=None)

    def wanted(self) -> rewards.NewReward:
        """As the domain's reward."""
        return rewards.NewReward(
            name=self.name,
            kind=rewards.RewardKind[self.kind.name],
            description=self.description or "",
            texts=self._texts(),
            category=self.category or "",
            points_price=int(self.points_price or 0),
            cash_minor=int(self.cash_price or 0),
            value_minor=self.value,
            discount_bp=_basis_points(self.discount_percent),
            stock=self.stock,
            per_member=self.per_member,
            per_period=self.per_period,
            period=rewards.LimitPeriod[(self.period or RewardPeriod.EVER).name],
            conditions=self.conditions.value() if self.conditions else rewards.RewardConditions(),
            valid_days=self.valid_days,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            is_stackable=self.is_stackable is not False,
            needs_fulfilment=bool(self.needs_fulfilment),
            is_listed=self.is_listed is not False,
            is_active=self.is_active is not False,
        )

    def _texts(self) -> dict[str, rewards.RewardText]:
        given = self.translations or []
        texts = {each.language: rewards.RewardText(each.name, each.description or "") for each in given}
        if len(texts) < len(given):
            raise BadInput("A language stands there twice.", path=("translations", "language"))
        return texts


@strawberry.input(description="A reward to put out of use.")
class RemoveRewardInput:
    """Which reward."""

    reward_id: strawberry.ID = field("The reward.")


@strawberry.input(description="A reward's picture.")
class SetRewardPictureInput:
    """A picture."""

    reward_id: strawberry.ID = field("The reward.")
    content_base64: str | None = field(
        "A PNG, JPEG or WebP picture of at most 512 kB, in base64 (RFC 4648); null takes it away.",
        default=None,
    )

    def content(self) -> bytes | None:
        """The picture's bytes. Refuses with BAD_FILE what is no base64."""
        if self.content_base64 is None:
            return None
        try:
            return base64.b64decode(self.content_base64, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadFile("This is not base64.", path=("contentBase64",)) from error


@strawberry.input(
    description="A reward to redeem: by a customer with cardId, by staff with customerId or customerToken."
)
class RedeemRewardInput:
    """A redemption."""

    idempotency_key: IdempotencyKey = field(KEY)
    reward_id: strawberry.ID = field("The reward.")
    card_id: strawberry.ID | None = field("One's own card.", default=None)
    customer_id: strawberry.ID | None = field("The customer, for staff.", default=None)
    customer_token: str | None = field("Or the token that identifyCustomer gave.", default=None)
    store_id: strawberry.ID | None = field("The store of the till, for staff.", default=None)


@strawberry.input(description="A reward to hold for a customer for fifteen minutes.")
class HoldRewardInput:
    """A hold."""

    idempotency_key: IdempotencyKey = field(KEY)
    reward_id: strawberry.ID = field("The reward.")
    customer_id: strawberry.ID | None = field("The customer.", default=None)
    customer_token: str | None = field("Or the token that identifyCustomer gave.", default=None)
    store_id: strawberry.ID | None = field("The store of the till.", default=None)


@strawberry.input(description="A held voucher to make the customer's.")
class CaptureVoucherInput:
    """Which voucher."""

    voucher_id: strawberry.ID = field("The voucher.")


@strawberry.input(description="A held voucher to let go.")
class VoidVoucherInput:
    """Which voucher."""

    voucher_id: strawberry.ID = field("The voucher.")
    reason: str | None = field("Why, up to 300 characters.", default=None)


@strawberry.input(description="A voucher to take back.")
class CancelVoucherInput:
    """Which voucher."""

    voucher_id: strawberry.ID = field("The voucher.")
    reason: str = field("Why, up to 300 characters; the customer sees it.")


@strawberry.input(description="A voucher to use at a store.")
class UseVoucherInput:
    """A use."""

    idempotency_key: IdempotencyKey = field(KEY)
    code: str = field("As it is shown or typed; case, spaces and dashes do not count.")
    store_id: strawberry.ID = field("Where.")
    amount: MoneyInput | None = field("What a gift card is to pay; only for one.", default=None)
    bill_number: str | None = field(
        "The till's own number of the bill, up to 60 characters: on it at most one voucher that is not stackable.",
        default=None,
    )

    def value(self) -> rewards.UseVoucher:
        """As the domain's request."""
        return rewards.UseVoucher(
            idempotency_key=self.idempotency_key,
            code=self.code,
            store_id=key_of(self.store_id, "Store", path=("storeId",)),
            amount=None if self.amount is None else self.amount.value(),
            bill_number=self.bill_number,
        )


@strawberry.input(description="How far the handing over of a voucher has come.")
class SetFulfilmentInput:
    """A step."""

    voucher_id: strawberry.ID = field("The voucher.")
    fulfilment: Fulfilment = field("OPEN, READY or HANDED_OVER.")


@strawberry.input(
    description="A voucher as a present: of a reward, or a code of a batch that is nobody's yet."
)
class GiveVoucherInput:
    """A present."""

    idempotency_key: IdempotencyKey = field(KEY)
    customer_id: strawberry.ID = field("Who gets it.")
    reward_id: strawberry.ID | None = field("A reward of the business.", default=None)
    code: str | None = field("Or a code of a batch.", default=None)
    reason: str = field("What for, up to 300 characters; the customer sees it.")


@strawberry.input(description="Codes to make or to bring in. Give count or codes.")
class CreateVoucherBatchInput:
    """A batch."""

    idempotency_key: IdempotencyKey = field(KEY)
    reward_id: strawberry.ID = field("The reward that they are of; each takes a piece of its stock.")
    name: str = field("What it is for, up to 120 characters.")
    count: int | None = field("How many codes to make, 1 to 5,000.", default=None)
    codes: list[str] | None = field(
        "Codes that were made elsewhere: 4 to 32 letters and digits each, at most 5,000.", default=None
    )

    def value(self) -> rewards.NewBatch:
        """As the domain's batch."""
        return rewards.NewBatch(
            idempotency_key=self.idempotency_key,
            reward_id=key_of(self.reward_id, "Reward", path=("rewardId",)),
            name=self.name,
            count=self.count or 0,
            codes=tuple(self.codes or ()),
        )


@strawberry.input(description="A batch whose unused codes are to be taken back.")
class CancelVoucherBatchInput:
    """Which batch."""

    batch_id: strawberry.ID = field("The batch.")
    reason: str = field("Why, up to 300 characters.")


def optional_key(text: str | None, type_name: str, path: tuple[str, ...]) -> UUID | None:
    """The key of an id that may be left out."""
    return None if text is None else key_of(text, type_name, path=path)


def _keys(ids: Iterable[strawberry.ID] | None, type_name: str, name: str) -> frozenset[UUID]:
    return frozenset(key_of(each, type_name, path=("conditions", name)) for each in ids or ())


def _basis_points(percent: float | None) -> int | None:
    if percent is None:
        return None
    if not math.isfinite(percent):
        raise BadInput("A percentage is more than 0 and at most 100.", path=("discountPercent",))
    return round(percent * HUNDREDTHS)
