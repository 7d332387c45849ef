"""Makers of families, birthday promotions and the days on which they run."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from api import customers, ledger, promotions, rewards
from api.core import clock, db
from api.customers import Birthday
from api.promotions import Audience, NewPromotion
from tests.factories.businesses import Tenant

ZONE = "Asia/Kolkata"


def today() -> date:
    """Today where the tenants of tests live."""
    return clock.local_date(clock.now(), ZONE)


def morning(day: date, hour: int = 9) -> datetime:
    """A moment of that day where the tenants of tests live."""
    return datetime.combine(day, time(hour), ZoneInfo(ZONE)).astimezone(UTC)


def born(days_ahead: int, turns: int | None = None) -> Birthday:
    """A birthday so many days from today, on which somebody turns that age."""
    day = today() + timedelta(days=days_ahead)
    return Birthday(day.month, day.day, None if turns is None else day.year - turns)


async def make_kid(
    tenant: Tenant, member: customers.Member, birthday: Birthday, name: str = "Ira"
) -> customers.KidInfo:
    """A child of the member, written down by the owner."""
    return await customers.add_kid(tenant.owner, member.key, name, birthday, has_guardian_agreed=True)


async def set_birthday(tenant: Tenant, member: customers.Member, birthday: Birthday) -> None:
    """The member's own birthday."""
    await customers.update_member(tenant.owner, member.key, {"birthday": birthday})


async def make_promotion(tenant: Tenant, **given: Any) -> promotions.PromotionInfo:
    """Fifty points for each child, a week before its birthday, unless told otherwise."""
    values: dict[str, Any] = {"name": "Happy birthday", "audience": Audience.KIDS}
    if "reward_id" not in given:
        values["points"] = 50
    return await promotions.save_promotion(tenant.owner, tenant.business_id, NewPromotion(**(values | given)))


async def presents_of(promotion: promotions.PromotionInfo) -> list[dict[str, Any]]:
    """The presents that it gave, by birthday."""
    rows = await db.fetch(
        "SELECT membership_id, subject_id, year, birthday, turns, voucher_id, points FROM birthday_present "
        "WHERE promotion_id = $1 ORDER BY birthday, subject_id",
        promotion.id,
    )
    return [dict(row) for row in rows]


async def unsound(tenant: Tenant) -> list[ledger.Violation]:
    """Every invariant of promotions, rewards and points that does not hold."""
    found = [await module.verify(tenant.program_id) for module in (promotions, rewards, ledger)]
    return [violation for each in found for violation in each]
