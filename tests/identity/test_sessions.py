"""Sessions: who is calling, renewing, reuse, ending."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from api import identity
from api.core import clock, redis
from api.core import db as core_db
from api.core.audit import ActorKind
from api.core.errors import Forbidden, NotFound, Unauthenticated
from api.core.ids import new_id
from api.identity import SignedIn, standing, tokens
from api.identity.errors import SessionOver
from api.identity.permissions import BUILTIN_ROLES
from tests.factories.businesses import make_business
from tests.factories.identity import (
    Staff,
    make_customer_session,
    make_platform_admin,
    make_staff,
    sign_in,
)

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def _cashier() -> Staff:
    tenant = await make_business()
    return await make_staff(tenant.program_id, tenant.business_id)


async def _is_good(access_token: str) -> bool:
    try:
        await identity.authenticate(access_token)
    except Unauthenticated:
        return False
    return True


async def _age(session: SignedIn, by: timedelta) -> None:
    """Makes what happened to the session's refresh tokens happen earlier."""
    await core_db.execute(
        "UPDATE refresh_token SET used_at = used_at - $2::interval WHERE session_id = $1",
        session.principal.session_id,
        by,
    )


async def _state(session_id: UUID | None) -> tuple[bool, str | None]:
    row = await core_db.fetchrow("SELECT revoked_at, revoked_reason FROM session WHERE id = $1", session_id)
    assert row is not None
    return row["revoked_at"] is not None, row["revoked_reason"]


async def test_a_cashier_is_staff_of_one_business_with_their_roles_permissions(db: None) -> None:
    """Given a cashier's token, when authenticated, then it says who, where, and what they may do."""
    cashier = await _cashier()
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
    opened = await sign_in(await _cashier())
    expected = await identity.authenticate(opened.tokens.access_token)

    async def forbidden(*_: object) -> None:
        raise AssertionError("asked Postgres")

    monkeypatch.setattr(core_db, "fetchrow", forbidden)
    assert await identity.authenticate(opened.tokens.access_token) == expected


async def test_without_redis_the_truth_is_in_postgres(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given Redis away, when a good and a signed-out token come, then one is taken and the other refused at once."""
    good, gone = await sign_in(await _cashier()), await sign_in(await _cashier())
    for each in (good, gone):
        await identity.authenticate(each.tokens.access_token)

    class Away:
        def __getattr__(self, name: str) -> object:
            raise RedisConnectionError("away")

    monkeypatch.setattr(redis, "client", Away)
    assert gone.principal.session_id is not None
    await identity.sign_out(gone.principal.id, gone.principal.session_id)
    assert await _is_good(good.tokens.access_token)
    assert not await _is_good(gone.tokens.access_token)


async def test_signing_out_ends_this_device_at_once_and_no_other(db: None) -> None:
    """Given two devices, when one signs out, then its tokens are dead and the other's live."""
    cashier = await _cashier()
    here, there = await sign_in(cashier), await sign_in(cashier)
    for each in (here, there):
        assert await _is_good(each.tokens.access_token)
    assert here.principal.session_id is not None
    await identity.sign_out(cashier.user_id, here.principal.session_id)
    assert not await _is_good(here.tokens.access_token)
    with pytest.raises(SessionOver):
        await identity.refresh(here.tokens.refresh_token)
    assert await _is_good(there.tokens.access_token)
    assert await _state(here.principal.session_id) == (True, "signed_out")


async def test_signing_out_everywhere_ends_every_device_and_nobody_elses(db: None) -> None:
    """Given three devices and a colleague, when signed out everywhere, then only the colleague is left."""
    cashier = await _cashier()
    colleague = await sign_in(await make_staff(cashier.program_id, cashier.business_id))
    devices = [await sign_in(cashier) for _ in range(3)]
    assert devices[0].principal.session_id is not None
    await identity.sign_out(cashier.user_id, devices[0].principal.session_id, everywhere=True)
    assert [await _is_good(each.tokens.access_token) for each in devices] == [False] * 3
    assert await _is_good(colleague.tokens.access_token)


async def test_a_refresh_token_signs_out_where_the_access_token_is_gone(db: None) -> None:
    """Given only a refresh token, when it signs out, then the session is over; an unknown one is no news."""
    opened = await sign_in(await _cashier())
    await identity.sign_out_by_token(opened.tokens.refresh_token)
    await identity.sign_out_by_token("unknown")
    assert await _state(opened.principal.session_id) == (True, "signed_out")


async def test_one_revokes_ones_own_devices_and_nobody_elses(db: None) -> None:
    """Given two users, when one revokes a device of each, then the own one ends and the other is not found."""
    mine, other = await _cashier(), await _cashier()
    here, lost, strange = await sign_in(mine), await sign_in(mine), await sign_in(other)
    assert here.principal.session_id
    assert lost.principal.session_id
    assert strange.principal.session_id
    await identity.revoke_session(mine.user_id, here.principal.session_id, lost.principal.session_id)
    with pytest.raises(NotFound):
        await identity.revoke_session(mine.user_id, here.principal.session_id, strange.principal.session_id)
    assert not await _is_good(lost.tokens.access_token)
    assert await _is_good(strange.tokens.access_token)


async def test_devices_are_listed_latest_first_without_ended_ones(db: None) -> None:
    """Given three devices of which one ended, when listed, then two are there, the renewed one first."""
    cashier = await _cashier()
    old, ended, new = [await sign_in(cashier, device_name=name) for name in ("Old", "Ended", "New\x07 till")]
    assert ended.principal.session_id
    await identity.sign_out(cashier.user_id, ended.principal.session_id)
    await identity.refresh(old.tokens.refresh_token)
    listed = (await identity.sessions_of([cashier.user_id]))[cashier.user_id]
    assert [each.device_name for each in listed] == ["Old", "New till"]
    assert new.principal.session_id == listed[1].id


async def test_refreshing_gives_the_next_tokens_each_time(db: None) -> None:
    """Given a chain of renewals, when each uses the token before, then the session goes on with fresh tokens."""
    opened = await sign_in(await _cashier())
    seen = {opened.tokens.refresh_token}
    current = opened
    for _ in range(4):
        current = await identity.refresh(current.tokens.refresh_token)
        seen.add(current.tokens.refresh_token)
        assert current.principal.session_id == opened.principal.session_id
        assert await _is_good(current.tokens.access_token)
    assert len(seen) == 5


async def test_a_used_token_that_comes_again_ends_the_whole_session(db: None) -> None:
    """Given a stolen token used after its owner's, when it comes, then owner and thief are both signed out at once."""
    opened = await sign_in(await _cashier())
    owners = await identity.refresh(opened.tokens.refresh_token)
    await _age(opened, timedelta(seconds=11))
    with pytest.raises(SessionOver):
        await identity.refresh(opened.tokens.refresh_token)
    assert await _state(opened.principal.session_id) == (True, "reuse")
    assert not await _is_good(owners.tokens.access_token)
    with pytest.raises(SessionOver):
        await identity.refresh(owners.tokens.refresh_token)


async def test_a_lost_answer_may_be_asked_for_again_within_ten_seconds(db: None) -> None:
    """Given an answer that got lost, when the same token comes again at once, then it gets the same successor."""
    opened = await sign_in(await _cashier())
    first = await identity.refresh(opened.tokens.refresh_token)
    again = await identity.refresh(opened.tokens.refresh_token)
    assert again.tokens.refresh_token == first.tokens.refresh_token
    assert await _state(opened.principal.session_id) == (False, None)
    await identity.refresh(again.tokens.refresh_token)


async def test_once_the_successor_is_used_the_grace_is_over(db: None) -> None:
    """Given a thief who is quick, when the chain has gone on by two, then the old token ends the session at once."""
    opened = await sign_in(await _cashier())
    second = await identity.refresh(opened.tokens.refresh_token)
    await identity.refresh(second.tokens.refresh_token)
    with pytest.raises(SessionOver):
        await identity.refresh(opened.tokens.refresh_token)
    assert await _state(opened.principal.session_id) == (True, "reuse")


async def test_twelve_tabs_that_renew_at_once_end_with_one_token(db: None) -> None:
    """Given one token sent twelve times at once, when answered, then all hold one successor and one row stores it."""
    opened = await sign_in(await _cashier())
    renewed = await asyncio.gather(*(identity.refresh(opened.tokens.refresh_token) for _ in range(12)))
    (only,) = {each.tokens.refresh_token for each in renewed}
    kept = await core_db.fetchval(
        "SELECT count(*) FROM refresh_token WHERE session_id = $1", opened.principal.session_id
    )
    assert (kept, only == opened.tokens.refresh_token) == (2, False)
    assert await _state(opened.principal.session_id) == (False, None)


@pytest.mark.parametrize("text", ["", "unknown", "é" * 50, "x" * 100_000])
async def test_tokens_that_nobody_gave_are_refused(db: None, text: str) -> None:
    """Given no token of ours, when it comes, then it is refused like one that ended."""
    with pytest.raises(SessionOver):
        await identity.refresh(text)


async def test_a_session_that_nobody_uses_ends_by_itself(db: None) -> None:
    """Given a session past its time, when renewed or used, then it is refused."""
    opened = await sign_in(await _cashier())
    await core_db.execute(
        "UPDATE session SET expires_at = $2 WHERE id = $1", opened.principal.session_id, clock.now()
    )
    with pytest.raises(SessionOver):
        await identity.refresh(opened.tokens.refresh_token)
    assert not await _is_good(opened.tokens.access_token)


async def test_a_disabled_user_is_out(db: None) -> None:
    """Given a user who is disabled, when they renew, then the session ends."""
    cashier = await _cashier()
    opened = await sign_in(cashier)
    await core_db.execute("UPDATE app_user SET disabled_at = now() WHERE id = $1", cashier.user_id)
    with pytest.raises(SessionOver):
        await identity.refresh(opened.tokens.refresh_token)
    assert not await _is_good(opened.tokens.access_token)


async def test_a_change_during_a_slow_read_is_not_forgotten(db: None) -> None:
    """Given a read that began before a change, when it fills Redis afterwards, then the change's mark stays."""
    opened = await sign_in(await _cashier())
    session = opened.principal.session_id
    await standing.mark_ended("session", [session], ttl=timedelta(minutes=1))
    await standing.remember("session", session, {"stale": True})
    with pytest.raises(standing.Ended):
        await standing.recall("session", session)
    assert not await _is_good(opened.tokens.access_token)


async def test_ending_a_session_is_told_to_its_open_sockets(db: None) -> None:
    """Given a session, when it ends, then a fact on its own topic is in the outbox, once."""
    opened = await sign_in(await _cashier())
    assert opened.principal.session_id
    for _ in range(2):
        await identity.sign_out(opened.principal.id, opened.principal.session_id)
    rows = await core_db.fetch(
        "SELECT name FROM outbox WHERE topics = ARRAY[$1::text]", f"session:{opened.principal.session_id}"
    )
    assert [row["name"] for row in rows] == ["identity.session_ended"]


async def test_sessions_of_a_person_end_when_their_number_moves(db: None) -> None:
    """Given a person with two phones, when their sessions are ended, then another person's goes on."""
    person = new_id()
    phones = [await make_customer_session(person) for _ in range(2)]
    other = await make_customer_session()
    await identity.end_sessions_of_person(person, "phone_moved")
    assert [await _is_good(each.tokens.access_token) for each in phones] == [False, False]
    assert await _is_good(other.tokens.access_token)


async def test_only_hashes_of_refresh_tokens_are_kept(db: None) -> None:
    """Given a session, when its row is read, then the token is not in it, its keyed hash is."""
    opened = await sign_in(await _cashier())
    kept = await core_db.fetchval(
        "SELECT token_hash FROM refresh_token WHERE session_id = $1", opened.principal.session_id
    )
    assert kept == tokens.refresh_hash(opened.tokens.refresh_token)
    assert opened.tokens.refresh_token not in kept


async def test_a_pin_session_signs_out_itself_alone(db: None) -> None:
    """Given a session that a PIN opened, when it signs out everywhere, then it is refused and the others go on."""
    cashier = await _cashier()
    till = await sign_in(cashier)
    assert till.principal.session_id
    await identity.set_till_pin(cashier.actor, till.principal.session_id, "4821")
    opened = await identity.switch_till_staff(
        till.principal.session_id, cashier.business_id, cashier.staff_id, "4821", identity.Device("Till")
    )
    assert opened.principal.session_id
    with pytest.raises(Forbidden):
        await identity.sign_out(cashier.user_id, opened.principal.session_id, everywhere=True)
    with pytest.raises(Forbidden):
        await identity.revoke_session(cashier.user_id, opened.principal.session_id, till.principal.session_id)
    assert await _is_good(till.tokens.access_token)
    await identity.sign_out(cashier.user_id, opened.principal.session_id)
    assert not await _is_good(opened.tokens.access_token)
