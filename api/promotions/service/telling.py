"""Presents told to those who hold the cards: a line in the inbox, without the name of a child."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

from api import businesses, notifications, rewards
from api.businesses import ProgramRules
from api.core.ids import to_global_id
from api.notifications import NewMessage
from api.promotions.types import PromotionInfo

Present: TypeAlias = tuple[UUID, UUID, UUID | None, datetime]
"""Its id, the membership, the voucher, and until when it is good."""


async def announce(program: ProgramRules, promotion: PromotionInfo, presents: Sequence[Present]) -> None:
    """Puts a message for each present, once, in the caller's transaction; a few statements for all of them."""
    shop = (await businesses.businesses_by_id([promotion.business_id]))[promotion.business_id].name
    reward_id = promotion.terms.reward_id
    found = {} if reward_id is None else await rewards.rewards_by_id(promotion.program_id, [reward_id])
    what = "" if reward_id is None else found[reward_id].terms.name
    await notifications.put_many(
        [
            NewMessage(
                program_id=promotion.program_id,
                membership_id=membership_id,
                kind="birthday_points" if voucher_id is None else "birthday_voucher",
                key=f"present:{present_id}",
                params={
                    "shop": shop,
                    "what": what,
                    "points": promotion.terms.points or 0,
                    "day": _last_day(until, program.time_zone),
                },
                link=_link(membership_id, voucher_id),
                business_id=promotion.business_id,
                expires_at=None if voucher_id is None else until,
            )
            for present_id, membership_id, voucher_id, until in presents
        ]
    )


def _last_day(until: datetime, time_zone: str) -> str:
    last = until.astimezone(ZoneInfo(time_zone)) - timedelta(days=1)
    return last.date().isoformat()


def _link(membership_id: UUID, voucher_id: UUID | None) -> str:
    if voucher_id is None:
        return "/you/kids"
    return f"/cards/{to_global_id('Card', membership_id)}/vouchers/{to_global_id('Voucher', voucher_id)}"
