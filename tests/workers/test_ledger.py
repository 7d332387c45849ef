"""Jobs of the ledger: what is due is told, and what is told lies in the inbox once."""

from datetime import UTC, date, datetime

import pytest

from api import businesses, ledger
from api.core import db as database
from api.core.ids import to_global_id
from api.ledger import rules
from tests.factories.businesses import make_business
from tests.factories.customers import make_member
from tests.factories.ledger import Books
from workers import listeners
from workers.main import cron_table

pytestmark = pytest.mark.integration

MORNING = datetime(2031, 11, 1, 4, 0, tzinfo=UTC)


async def test_a_reminder_lies_in_the_inbox_once(db: None) -> None:
    """Given points that expire, when reminders are made and their fact comes twice, then there is one message."""
    tenant = await make_business()
    member = (await make_member(tenant)).membership_id
    books = Books(tenant.program_id, tenant.business_id, member)
    await books.open(30, rules.end_of(date(2031, 11, 6), "Asia/Kolkata"), at=MORNING)
    program = await businesses.rules_for(tenant.program_id)
    assert await ledger.remind(program, MORNING) == 1
    fact = await database.fetchval(
        "SELECT id FROM outbox WHERE program_id = $1 AND name = 'ledger.points_expiring'", tenant.program_id
    )
    assert await listeners.react("ledger.tell_expiring", str(fact))
    assert not await listeners.react("ledger.tell_expiring", str(fact))
    row = await database.fetchrow(
        "SELECT kind, params::text, link, expires_at FROM message WHERE membership_id = $1", member
    )
    assert row is not None
    assert row["kind"] == "points_expiring"
    assert row["link"] == f"/cards/{to_global_id('Card', member)}/use-by"
    assert row["expires_at"] == rules.end_of(date(2031, 11, 6), "Asia/Kolkata")
    assert await database.fetchval("SELECT read.unread($1)", member) == 1


def test_the_jobs_are_started_by_time() -> None:
    wanted = {"ledger.remind_due", "ledger.continue_extensions", "ledger.continue_imports"}
    assert wanted <= {job.name for job in cron_table()}
