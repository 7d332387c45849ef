"""Makers of sales."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from api import ledger, purchases
from api.core import db
from api.core.money import Money
from api.purchases import LineInput, PurchaseInfo
from tests.factories.businesses import Tenant


def a_sale(
    tenant: Tenant,
    amount_minor: int = 64_000,
    *,
    key: str | None = None,
    membership_id: UUID | None = None,
    phone: str | None = None,
    gift_card_minor: int | None = None,
    points_paid: int = 0,
    pays_max_points: bool = False,
    lines: Sequence[LineInput] = (),
    occurred_at: datetime | None = None,
    currency: str = "INR",
) -> purchases.RecordPurchase:
    """A sale at the tenant's store, 640 rupees unless told."""
    return purchases.RecordPurchase(
        idempotency_key=key or uuid4().hex,
        store_id=tenant.store_id,
        amount=Money(amount_minor, currency),
        membership_id=membership_id,
        phone=phone,
        gift_card=None if gift_card_minor is None else Money(gift_card_minor, currency),
        points_paid=points_paid,
        pays_max_points=pays_max_points,
        lines=tuple(lines),
        occurred_at=occurred_at,
    )


async def record_sale(
    tenant: Tenant, amount_minor: int = 64_000, *, membership_id: UUID | None = None, points_paid: int = 0
) -> PurchaseInfo:
    """A sale, recorded."""
    sale = a_sale(tenant, amount_minor, membership_id=membership_id, points_paid=points_paid)
    return (await purchases.record(tenant.owner, tenant.business_id, sale)).purchase


async def balance_of(membership_id: UUID) -> int:
    """What the member can spend now."""
    return (await ledger.balances_for([membership_id]))[membership_id].available


TRACES = """
    SELECT (SELECT count(*) FROM purchase WHERE program_id = $1) AS bills,
        (SELECT count(*) FROM purchase_line WHERE program_id = $1) AS lines,
        (SELECT count(*) FROM purchase_return WHERE program_id = $1) AS returns,
        (SELECT coalesce(sum(returned_minor), 0)::bigint FROM purchase WHERE program_id = $1) AS returned,
        (SELECT count(*) FROM tx WHERE program_id = $1) AS postings,
        (SELECT coalesce(sum(balance), 0)::bigint FROM account WHERE program_id = $1) AS points,
        (SELECT count(*) FROM membership WHERE program_id = $1) AS members,
        (SELECT coalesce(sum(visits), 0)::bigint FROM profile WHERE program_id = $1) AS visits,
        (SELECT coalesce(sum(spent_minor), 0)::bigint FROM profile WHERE program_id = $1) AS spent,
        (SELECT count(*) FROM outbox WHERE program_id = $1) AS facts,
        (SELECT count(*) FROM audit_entry WHERE program_id = $1) AS audited
"""


async def traces(tenant: Tenant) -> dict[str, int]:
    """Everything that a sale or a return leaves in the program: a refusal's test compares it before and after."""
    row = await db.fetchrow(TRACES, tenant.program_id)
    assert row is not None
    return dict(row)
