"""Invariants of gifts and households notice what must never be."""

import pytest

from api import gifts, households
from api.core import db as database
from api.core.ids import new_id
from tests.factories.customers import some_phone
from tests.factories.family import give, make_family_shop, make_household
from tests.factories.rewards import make_reward, redeem

pytestmark = pytest.mark.integration
BOGUS = """
    INSERT INTO household_draw (id, program_id, household_id, spender_id, payer_id, points, tx_id, spend_tx_id, reason)
    SELECT $2, program_id, household_id, spender_id, payer_id, 7, $2, spend_tx_id, ''
    FROM household_draw WHERE program_id = $1
"""


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE gift SET state = 'returned', to_phone = NULL WHERE program_id = $1", "gift_is_postings"),
        ("UPDATE gift SET points = points + 1 WHERE program_id = $1", "gifts_on_their_way"),
        ("UPDATE household_member SET role = 'adult' WHERE program_id = $1", "household_has_guardian"),
        ("UPDATE household SET closed_at = now() WHERE program_id = $1", "household_has_guardian"),
        (BOGUS, "draw_is_posting"),
    ],
)
async def test_each_fault_is_noticed(rolled_back: None, change: str, broken: str) -> None:
    """Given sound books, when one thing is changed past the verbs, then its invariant tells."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 500, 0)
    await redeem(tenant, members[1].membership_id, (await make_reward(tenant)).id)
    await give(members[0], 50, phone=some_phone())
    both = (gifts.verify, households.verify)
    assert [each for verify in both for each in await verify(tenant.program_id)] == []
    await database.execute(change, tenant.program_id, *([new_id()] if change is BOGUS else []))
    found = [each.invariant for verify in both for each in await verify(tenant.program_id)]
    assert broken in found


async def test_draws_are_never_changed(rolled_back: None) -> None:
    """Given a draw, when somebody would change it, then the database refuses."""
    tenant = await make_family_shop()
    _, members = await make_household(tenant, 500, 0)
    await redeem(tenant, members[1].membership_id, (await make_reward(tenant)).id)
    with pytest.raises(Exception, match="append-only"):
        await database.execute(
            "UPDATE household_draw SET points = 1 WHERE program_id = $1", tenant.program_id
        )
