"""Sessions: who is calling, with which rights, and on which devices."""

from datetime import timedelta

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from api import identity
from api.core import db as core_db
from api.core import redis
from api.core.audit import ActorKind
from api.core.ids import new_id
from api.identity import standing
from api.identity.permissions import BUILTIN_ROLES
from tests.factories.identity import make_customer_session, make_platform_admin, sessions_of, sign_in
from tests.identity.devices import a_cashier, is_good

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_a_cashier_is_staff_of_one_business_with_their_roles_permissions(db: None) -> None:
    """Given a cashier's token, when authenticated, then it says who, where, and what they may do."""
    cashier = await a_cashier()
    opened = await sign_in(cashier)
    caller = await identity.authenticate(opened.tokens.access_token)
    assert caller == opened.principal
    assert (caller.kind, caller.id, caller.name) == (ActorKind.STAFF, cashier.user_id, cashier.name)
    assert (caller.program_id, caller.business_id) == (cashier.program_id, cashier.business_id)
    assert (caller.staff_id, caller.person_id, caller.role) == (cashier.staff_id, None, "cashier")
    assert caller.permissions == BUILTIN_ROLES["cashier"][1]
    assert caller.expires_at == opened.tokens.access_token_expires_at
    actor = caller.actor("10.0.0.1", "till-3")
    assert (actor.staff_id, actor.address, actor.device_id) == (cashier.staff_id, "10.0.0.1", "till-3")


async def test_a_customer_is_a_person_without_permissions(db: None) -> None:
    """Given a person who signs in twice, when authenticated, then one user stands behind both, with no business."""
    person = new_id()
    first = await make_customer_session(person)
    second = await make_customer_session(person, name="")
    callers = [await identity.authenticate(each.tokens.access_token) for each in (first, second)]
    assert {caller.id for caller in callers} == {first.principal.id}
    for caller in callers:
        assert (caller.kind, caller.person_id, caller.name) == (ActorKind.CUSTOMER, person, "Meera Iyer")
        assert (caller.business_id, caller.permissions) == (None, frozenset())


async def test_a_platform_admin_has_no_business(db: None) -> None:
    """Given an admin, when authenticated, then the kind says so and no business opens."""
    admin = await identity.authenticate((await make_platform_admin()).tokens.access_token)
    assert (admin.kind, admin.business_id, admin.permissions) == (ActorKind.PLATFORM_ADMIN, None, frozenset())


async def test_a_warm_token_asks_redis_alone(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a token that was seen before, when authenticated again, then Postgres is not asked."""
    opened = await sign_in(await a_cashier())
    expected = await identity.authenticate(opened.tokens.access_token)

    async def forbidden(*_: object) -> None:
        raise AssertionError("asked Postgres")

    monkeypatch.setattr(core_db, "fetchrow", forbidden)
    assert await identity.authenticate(opened.tokens.access_token) == expected


async def test_without_redis_the_truth_is_in_postgres(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given Redis away, when a good and a signed-out token come, then one is taken and the other refused at once."""
    good, gone = await sign_in(await a_cashier()), await sign_in(await a_cashier())
    for each in (good, gone):
        await identity.authenticate(each.tokens.access_token)

    class Away:
        def __getattr__(self, name: str) -> object:
            raise RedisConnectionError("away")

    monkeypatch.setattr(redis, "client", Away)
    assert gone.principal.session_id is not None
    await identity.sign_out(gone.principal.id, gone.principal.session_id)
    assert await is_good(good.tokens.access_token)
    assert not await is_good(gone.tokens.access_token)


async def test_devices_are_listed_latest_first_without_ended_ones(db: None) -> None:
    """Given three devices of which one ended, when listed, then two are there, the renewed one first."""
    cashier = await a_cashier()
    old, ended, new = [await sign_in(cashier, device_name=name) for name in ("Old", "Ended", "New\x07 till")]
    assert ended.principal.session_id
    await identity.sign_out(cashier.user_id, ended.principal.session_id)
    await identity.refresh(old.tokens.refresh_token)
    assert await sessions_of(cashier.user_id) == [old.principal.session_id, new.principal.session_id]
    name = await core_db.fetchval("SELECT device_name FROM session WHERE id = $1", new.principal.session_id)
    assert name == "New till"


async def test_a_change_during_a_slow_read_is_not_forgotten(db: None) -> None:
    """Given a read that began before a change, when it fills Redis afterwards, then the change's mark stays."""
    opened = await sign_in(await a_cashier())
    session = opened.principal.session_id
    await standing.mark_ended("session", [session], ttl=timedelta(minutes=1))
    await standing.remember("session", session, {"stale": True})
    with pytest.raises(standing.Ended):
        await standing.recall("session", session)
    assert not await is_good(opened.tokens.access_token)
