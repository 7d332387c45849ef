"""What a shop of a test offers beyond points: tiers, stamp cards, rewards and vouchers."""

import secrets
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Final

from tests.browser.balances import bring
from tests.browser.site import Json

if TYPE_CHECKING:
    from tests.browser.shops import Member

SAVE_LADDER: Final = """mutation($input: SaveTierLadderInput!) {
  saveTierLadder(input: $input) { ladder { id } errors { code message } } }"""
STEPS: Final = (
    {"name": "Bronze", "threshold": 0},
    {"name": "Silver", "threshold": 100, "multiplier": 1.25},
    {
        "name": "Gold",
        "threshold": 260,
        "multiplier": 2,
        "benefits": [{"text": "A table kept for you", "icon": "heart"}],
    },
)
SAVE_REWARD: Final = """mutation($input: SaveRewardInput!) {
  saveReward(input: $input) { reward { id version } errors { code message path } } }"""
SAVE_PRODUCT: Final = """mutation($input: SaveProductInput!) {
  saveProduct(input: $input) { product { id } errors { code message } } }"""
SAVE_STAMPS: Final = """mutation($input: SaveStampDesignInput!) {
  saveStampDesign(input: $input) { stampDesign { id version } errors { code message } } }"""
STAMP: Final = """mutation($input: IssueStampsInput!) {
  issueStamps(input: $input) { stampCards { stamps state } entries { id } errors { code message } } }"""
GIVE_VOUCHER: Final = """mutation($input: GiveVoucherInput!) {
  giveVoucher(input: $input) { voucher { id code } errors { code message } } }"""
GIFTS: Final = """mutation($input: SaveGiftRulesInput!) {
  saveGiftRules(input: $input) { giftRules { isOn } errors { code message } } }"""
HOUSEHOLDS: Final = """mutation($input: SaveHouseholdRulesInput!) {
  saveHouseholdRules(input: $input) { householdRules { isOn } errors { code message } } }"""


class Offers(ABC):
    """The part of a shop that makes offers."""

    store_id: str
    customer: "Member"

    @abstractmethod
    def run(self, document: str, variables: Json | None = None, token: str | None = None) -> Json:
        """An operation as the owner."""

    def has_tiers(self) -> None:
        """Bronze for everybody, Silver from 100 points of a year, Gold from 260."""
        ladder = {"measure": "EARNED", "window": "ROLLING_MONTHS", "windowMonths": 12, "tiers": STEPS}
        self.run(SAVE_LADDER, {"input": ladder})

    def has_reward(self, name: str, **rules: object) -> str:
        """A reward of the catalogue, a product without a price unless told; its id."""
        reward = {"name": name, "kind": "PRODUCT", **rules}
        return str(self.run(SAVE_REWARD, {"input": reward})["reward"]["id"])

    def give_voucher(self, reward_id: str, member: "Member | None" = None) -> str:
        """A voucher as a gift; its code."""
        given = {
            "customerId": (member or self.customer).id,
            "rewardId": reward_id,
            "reason": "You are one of our first",
            "idempotencyKey": secrets.token_urlsafe(16),
        }
        return str(self.run(GIVE_VOUCHER, {"input": given})["voucher"]["code"])

    def has_stamps(self, name: str = "Ten coffees", **rules: object) -> str:
        """A stamp card of ten, stamped by hand unless told, that gives a coffee; its id."""
        coffee = self.has_reward("Free flat white", isListed=False)
        design = {
            "name": name,
            "stampsNeeded": 10,
            "earning": "BY_HAND",
            "icon": "coffee",
            "rewardId": coffee,
        }
        return str(self.run(SAVE_STAMPS, {"input": {**design, **rules}})["stampDesign"]["id"])

    def stamp(self, design_id: str, count: int = 1, member: "Member | None" = None) -> Json:
        """Stamps by hand."""
        given = {
            "customerId": (member or self.customer).id,
            "designId": design_id,
            "storeId": self.store_id,
            "count": count,
            "idempotencyKey": secrets.token_urlsafe(16),
        }
        return self.run(STAMP, {"input": given})

    def allows_sharing(self) -> None:
        """Gifts of 10 to 500 points, and households."""
        self.run(GIFTS, {"input": {"isOn": True, "minPoints": 10, "maxPoints": 500, "waitDays": 14}})
        self.run(HOUSEHOLDS, {"input": {"isOn": True, "maxMembers": 6}})

    def furnish(self) -> None:
        """Two tiers, a stamp card of which the customer has three stamps, a reward of which they have one, sharing, and
        points from an older program."""
        tiers = [
            {"name": "Bronze", "threshold": 0, "benefits": [{"text": "A newspaper", "icon": "gift"}]},
            {"name": "Silver", "threshold": 100, "colour": "#c9d1d9", "icon": "award"},
        ]
        self.run(SAVE_LADDER, {"input": {"measure": "EARNED", "window": "ROLLING_MONTHS", "tiers": tiers}})
        self.stamp(self.has_stamps(earning="PER_VISIT"), 3)
        self.give_voucher(self.has_reward("A flat white", pointsPrice=100))
        self.allows_sharing()
        bring(self, (40, 12), (30, 200))
