"""A shop's own system that is read: connections in every state, streams, runs, dead rows and conflicts, oddly named."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import orjson

from api import erp
from api.core import db
from api.core.money import Money
from api.erp import Policy
from tests.factories.businesses import Tenant
from tests.factories.desk import (
    make_conflict,
    make_connection,
    make_dead_row,
    make_mapping,
    make_run,
    make_streams,
)
from tests.graphql.plan.texts import NASTY, NASTY_JSON

NEVER_LATE = datetime(2300, 1, 1, tzinfo=UTC)
FAILED = """
    UPDATE erp_connection SET state = 'failing', tested_at = now(), diagnosis = $2::jsonb, port = 1433 WHERE id = $1
"""
LIVE = """
    UPDATE erp_stream SET state = 'live', caught_up_at = $2, polled_at = now(), next_poll_at = $2, run_id = $3,
        problem = 'timed_out', problem_text = $4 WHERE id = $1
"""
RUNNING = "UPDATE erp_run SET state = 'running', ended_at = NULL, rows_total = 9007199254740991 WHERE id = $1"
MENDED = "UPDATE erp_dead_row SET payload = $2::jsonb, edited = $3::jsonb WHERE id = $1"
KINDS = ("name", "city", "phone", "birthday")


async def sync(tenant: Tenant, members: Sequence[UUID]) -> None:
    """Two connections: one that works, with everything, and one that fails."""
    scope = (tenant.owner, tenant.program_id, tenant.business_id)
    connection = await make_connection(
        tenant, name=f"Zoë {NASTY[1]}"[:40].strip() if NASTY[1].isprintable() else "Odd"
    )
    failing = await make_connection(tenant, name="Fails", is_working=False)
    problem = {"problem": "login_failed", "message": NASTY[4], "latency_ms": 12, "can_write": True}
    await db.execute(FAILED, failing, orjson.dumps(problem).decode())
    currency = await db.fetchval("SELECT currency FROM program WHERE id = $1", tenant.program_id)
    rules: erp.RuleChanges = {
        "branches": {"KB": tenant.store_id, "Ä": tenant.store_id},
        "default_store_id": tenant.store_id,
        "excluded_series": ["Z", "a", "Ä"],
        "placeholder_phones": ["0000000000"],
        "min_bill": Money(500, currency),
        "keeps_lines": False,
    }
    await erp.save_rules(*scope, connection, rules)
    await erp.save_policies(*scope, connection, {"name": Policy.REVIEW})
    streams = await make_streams(tenant, connection)
    await _work(tenant, streams["invoice"])
    await make_mapping(tenant, streams["customer"], NASTY[6][:200])
    for number, member in enumerate(members[:4]):
        texts = {"ours": NASTY[number][:300], "theirs": NASTY[-1 - number][:300]}
        await make_conflict(tenant, connection, member, field=KINDS[number], **texts)


async def _work(tenant: Tenant, stream: UUID) -> None:
    await make_mapping(tenant, stream)
    for number in range(3):
        await make_run(tenant, stream, NASTY[number][:300])
    running = await make_run(tenant, stream)
    await db.execute(RUNNING, running)
    await db.execute(LIVE, stream, NEVER_LATE, running, NASTY[7][:300])
    for number, text in enumerate(NASTY[:9]):
        state = ("open", "replayed", "dropped")[number % 3]
        row = await make_dead_row(tenant, stream, f"{number}", text=text[:300] or "-", state=state)
        told = orjson.dumps(NASTY_JSON[number % len(NASTY_JSON)]).decode()
        await db.execute(MENDED, row, told, told if number % 2 else None)
