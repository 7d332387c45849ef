"""What members of households are told, and invitations that nobody answered."""

import pytest

from api import households
from api.core import db as database
from api.households import HouseholdRole
from tests.factories.family import limit, make_family_shop, make_household, oneself
from tests.factories.rewards import make_reward, redeem, rich_member
from workers import listeners
from workers.households import expire_invitations

pytestmark = pytest.mark.integration
NEWEST = "SELECT id FROM outbox WHERE program_id = $1 AND name = $2 ORDER BY id DESC LIMIT 1"
TOLD = "SELECT membership_id, kind FROM message WHERE program_id = $1 ORDER BY membership_id"


async def test_who_is_told(db: None) -> None:
    """Given an invitation to a number and a limit that is used up, then those whom it concerns hear of it once."""
    tenant = await make_family_shop()
    _, (guardian, child) = await make_household(tenant, 500, 0, roles=(HouseholdRole.CHILD,))
    friend = await rich_member(tenant, 0)
    mine = (oneself(guardian), guardian.person_id, guardian.membership_id)
    await households.invite(*mine, HouseholdRole.ADULT, phone=friend.phone)
    await limit(guardian, child, per_day=100)
    await redeem(tenant, child.membership_id, (await make_reward(tenant)).id)
    for listener, name in (
        ("households.tell_invited", "households.invited"),
        ("households.tell_limit", "households.limit_met"),
    ):
        fact = str(await database.fetchval(NEWEST, tenant.program_id, name))
        assert await listeners.react(listener, fact)
        assert not await listeners.react(listener, fact)
    told = {(row["membership_id"], row["kind"]) for row in await database.fetch(TOLD, tenant.program_id)}
    assert told == {
        (friend.membership_id, "household_invited"),
        (child.membership_id, "household_limit"),
        (guardian.membership_id, "household_limit"),
    }


async def test_numbers_are_forgotten_with_their_invitations(db: None) -> None:
    """Given an invitation that nobody answered, when its days are over, then it ends and the number is forgotten."""
    tenant = await make_family_shop()
    _, (guardian,) = await make_household(tenant, 500)
    friend = await rich_member(tenant, 0)
    mine = (oneself(guardian), guardian.person_id, guardian.membership_id)
    asked = await households.invite(*mine, HouseholdRole.ADULT, phone=friend.phone)
    past = "UPDATE household_invitation SET expires_at = now() - interval '1 minute' WHERE id = $1"
    await database.execute(past, asked.id)
    assert await expire_invitations({}) >= 1
    kept = await database.fetchrow("SELECT state, phone FROM household_invitation WHERE id = $1", asked.id)
    assert kept is not None
    assert (kept["state"], kept["phone"]) == ("expired", None)
