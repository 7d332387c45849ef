"""Makers of review rules, awards by hand, and what waits for a decision."""

from typing import Any
from uuid import UUID, uuid4

from api import purchases, reviews
from api.core import db
from api.core.audit import Actor
from api.purchases import HandPosting
from api.reviews import ReviewRule, RuleAction, RuleKind
from tests.factories.businesses import Tenant
from tests.factories.identity import make_staff


def a_rule(kind: RuleKind, most: int | None = None, **more: Any) -> ReviewRule:
    """A rule that sends to review, unless told otherwise."""
    return ReviewRule(**({"kind": kind, "action": RuleAction.REVIEW, "most": most} | more))


async def watch(tenant: Tenant, *rules: ReviewRule) -> None:
    """The business keeps these rules."""
    await reviews.save_rules(tenant.owner, tenant.business_id, rules)


async def a_cashier(tenant: Tenant, role: str = "cashier") -> Actor:
    """Somebody of the staff."""
    return (await make_staff(tenant.program_id, tenant.business_id, role=role)).actor


async def award(
    tenant: Tenant, actor: Actor, membership_id: UUID, points: int = 10, *, key: str | None = None
) -> Any:
    """Points by hand, at the tenant's store."""
    request = HandPosting(key or uuid4().hex, membership_id, points, "Sorry for the wait", tenant.store_id)
    return await purchases.award_points(actor, tenant.business_id, request)


async def waiting(tenant: Tenant) -> list[dict[str, Any]]:
    """What is in the queue of the business, oldest first."""
    rows = await db.fetch(
        "SELECT i.*, i.pk AS id FROM read.review_item i WHERE i.business_id = $1 AND i.state = 'open' ORDER BY i.pk",
        tenant.business_id,
    )
    return [dict(row) for row in rows]


async def reasons_of(tenant: Tenant) -> list[tuple[str, int | None, int | None]]:
    """Every reason in the queue: rule, what was found, what is allowed."""
    rows = await db.fetch(
        "SELECT kind, found, most FROM read.review_reason WHERE business_id = $1 ORDER BY item_pk, place",
        tenant.business_id,
    )
    return [(row["kind"], row["found"], row["most"]) for row in rows]
