"""What enrolling and proving a number read for each member does not grow with the program."""

import pytest

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.ids import new_id
from tests.factories.businesses import Tenant
from tests.factories.customers import some_phone

pytestmark = pytest.mark.performance

ROWS_READ = """
    SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::bigint FROM pg_stat_xact_user_tables
    WHERE relname IN ('membership', 'person', 'phone_claim', 'profile')
"""
ENTRIES_READ = """
    SELECT coalesce(sum(pg_stat_get_xact_tuples_returned(indexrelid)), 0)::bigint FROM pg_index
    WHERE indrelid IN ('membership'::regclass, 'person'::regclass, 'phone_claim'::regclass, 'profile'::regclass)
"""
CLAIM = "SELECT person_id FROM claim_phone($1, NULL, $2, $3, 'en')"
SMALL = 30
MANY = 3_000
MOST = 300


async def enrol(tenant: Tenant, count: int) -> list[str]:
    """So many new members; their phones."""
    phones = [some_phone() for _ in range(count)]
    people = [customers.NewMember(phone, "Asha") for phone in phones]
    await customers.find_or_enrol_many(SYSTEM, tenant.program_id, tenant.business_id, people)
    return phones


async def read_so_far() -> int:
    """Rows and entries of indexes that this transaction has read."""
    return sum([await core_db.fetchval(ROWS_READ), await core_db.fetchval(ENTRIES_READ)])


async def test_plans_made_while_it_was_small_read_as_little_when_it_is_large(tenant: Tenant) -> None:
    """A session keeps the plans of its first days: they go by index, whatever the planner believed then."""
    async with core_db.transaction():
        await core_db.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        first, *_ = await enrol(tenant, SMALL)
        await core_db.execute("ANALYZE membership, person, phone_claim, profile")
        await enrol(tenant, 1)
        await core_db.fetch(CLAIM, first, new_id(), new_id())
        before = await read_so_far()
        phones = await enrol(tenant, MANY)
        assert await read_so_far() - before < MOST * MANY
        before = await read_so_far()
        await core_db.fetch(CLAIM, phones[MANY // 2], new_id(), new_id())
        assert await read_so_far() - before < MOST
