"""Makers of stamp cards."""

from typing import Any
from uuid import UUID, uuid4

from api import rewards, stamps
from api.core import db
from api.stamps import DesignInfo, IssueStamps, NewDesign, StampAct, StampRules
from tests.factories.businesses import Tenant
from tests.factories.rewards import make_reward


async def make_design(
    tenant: Tenant,
    *,
    needed: int = 10,
    name: str = "Coffee card",
    reward: rewards.RewardInfo | None = None,
    **rules: Any,
) -> DesignInfo:
    """A card of ten stamps that gives a free coffee, stamped by hand unless told."""
    reward = reward or await make_reward(tenant)
    wanted = NewDesign(name=name, stamps_needed=needed, reward_id=reward.id, rules=StampRules(**rules))
    return await stamps.save_design(tenant.owner, tenant.business_id, wanted)


async def issue(
    tenant: Tenant, membership_id: UUID, design: DesignInfo, count: int = 1, *, key: str | None = None
) -> StampAct:
    """Stamps by hand at the tenant's store."""
    request = IssueStamps(key or uuid4().hex, membership_id, design.id, tenant.store_id, count)
    return await stamps.issue_stamps(tenant.owner, tenant.business_id, request)


async def undo(tenant: Tenant, act: StampAct, *, key: str | None = None) -> StampAct:
    """Takes back what was given."""
    request = stamps.UndoStamps(key or uuid4().hex, act.stamp_ids[0])
    return await stamps.undo_stamps(tenant.owner, tenant.business_id, request)


CARDS = """
    SELECT stamps, state, (SELECT voucher.state FROM voucher WHERE voucher.id = card.voucher_id) AS voucher
    FROM stamp_card AS card WHERE membership_id = $1 AND ($2::uuid IS NULL OR design_id = $2) ORDER BY design_id, round
"""


async def cards_of(
    membership_id: UUID, design: DesignInfo | None = None
) -> list[tuple[int, str, str | None]]:
    """(stamps, state, state of the voucher) of a member's cards, by round."""
    rows = await db.fetch(CARDS, membership_id, None if design is None else design.id)
    return [(row["stamps"], row["state"], row["voucher"]) for row in rows]


async def vouchers_of(membership_id: UUID) -> list[str]:
    """States of all vouchers that the member was given, oldest first."""
    rows = await db.fetch("SELECT state FROM voucher WHERE membership_id = $1 ORDER BY id", membership_id)
    return [row["state"] for row in rows]


async def use_voucher(membership_id: UUID) -> None:
    """The member's newest voucher is used, whatever a till would say."""
    await db.execute(
        "UPDATE voucher SET state = 'used', used_at = now() WHERE id = (SELECT id FROM voucher "
        "WHERE membership_id = $1 AND state = 'active' ORDER BY id DESC LIMIT 1)",
        membership_id,
    )


TRACES = """
    SELECT (SELECT count(*) FROM stamp_design WHERE program_id = $1) AS designs,
        (SELECT coalesce(sum(version), 0)::bigint FROM stamp_design WHERE program_id = $1) AS versions,
        (SELECT string_agg(stamps || state, ',' ORDER BY id) FROM stamp_card WHERE program_id = $1) AS cards,
        (SELECT count(*) FROM stamp WHERE program_id = $1) AS entries,
        (SELECT string_agg(state, ',' ORDER BY id) FROM voucher WHERE program_id = $1) AS vouchers,
        (SELECT coalesce(sum(stock_taken), 0)::bigint FROM reward WHERE program_id = $1) AS taken,
        (SELECT count(*) FROM outbox WHERE program_id = $1) AS facts,
        (SELECT count(*) FROM audit_entry WHERE program_id = $1) AS audited
"""


async def traces(tenant: Tenant) -> dict[str, object]:
    """Everything that stamps leave in the program: a refusal's test compares it before and after."""
    row = await db.fetchrow(TRACES, tenant.program_id)
    assert row is not None
    assert await stamps.verify(tenant.program_id) == []
    return dict(row)


async def facts_of(tenant: Tenant) -> list[str]:
    """Names of the facts about stamps, in their order."""
    rows = await db.fetch(
        "SELECT name FROM outbox WHERE program_id = $1 AND name LIKE 'stamps.%' ORDER BY id",
        tenant.program_id,
    )
    return [row["name"] for row in rows]
