"""Sessions that end: by hand, by themselves, with their user."""

import pytest

from api import identity
from api.core import clock
from api.core import db as core_db
from api.core.errors import Forbidden, NotFound
from api.core.ids import new_id
from api.identity.errors import SessionOver
from tests.factories.identity import make_customer_session, make_staff, sign_in
from tests.identity.devices import a_cashier, is_good, state_of

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_signing_out_ends_this_device_at_once_and_no_other(db: None) -> None:
    """Given two devices, when one signs out, then its tokens are dead and the other's live."""
    cashier = await a_cashier()
    here, there = await sign_in(cashier), await sign_in(cashier)
    for each in (here, there):
        assert await is_good(each.tokens.access_token)
    assert here.principal.session_id is not None
    await identity.sign_out(cashier.user_id, here.principal.session_id)
    assert not await is_good(here.tokens.access_token)
    with pytest.raises(SessionOver):
        await identity.refresh(here.tokens.refresh_token)
    assert await is_good(there.tokens.access_token)
    assert await state_of(here.principal.session_id) == (True, "signed_out")


async def test_signing_out_everywhere_ends_every_device_and_nobody_elses(db: None) -> None:
    """Given three devices and a colleague, when signed out everywhere, then only the colleague is left."""
    cashier = await a_cashier()
    colleague = await sign_in(await make_staff(cashier.program_id, cashier.business_id))
    devices = [await sign_in(cashier) for _ in range(3)]
    assert devices[0].principal.session_id is not None
    await identity.sign_out(cashier.user_id, devices[0].principal.session_id, everywhere=True)
    assert [await is_good(each.tokens.access_token) for each in devices] == [False] * 3
    assert await is_good(colleague.tokens.access_token)


async def test_a_refresh_token_signs_out_where_the_access_token_is_gone(db: None) -> None:
    """Given only a refresh token, when it signs out, then the session is over; an unknown one is no news."""
    opened = await sign_in(await a_cashier())
    await identity.sign_out_by_token(opened.tokens.refresh_token)
    await identity.sign_out_by_token("unknown")
    assert await state_of(opened.principal.session_id) == (True, "signed_out")


async def test_one_revokes_ones_own_devices_and_nobody_elses(db: None) -> None:
    """Given two users, when one revokes a device of each, then the own one ends and the other is not found."""
    mine, other = await a_cashier(), await a_cashier()
    here, lost, strange = await sign_in(mine), await sign_in(mine), await sign_in(other)
    assert here.principal.session_id
    assert lost.principal.session_id
    assert strange.principal.session_id
    await identity.revoke_session(mine.user_id, here.principal.session_id, lost.principal.session_id)
    with pytest.raises(NotFound):
        await identity.revoke_session(mine.user_id, here.principal.session_id, strange.principal.session_id)
    assert not await is_good(lost.tokens.access_token)
    assert await is_good(strange.tokens.access_token)


async def test_a_session_that_nobody_uses_ends_by_itself(db: None) -> None:
    """Given a session past its time, when renewed or used, then it is refused."""
    opened = await sign_in(await a_cashier())
    await core_db.execute(
        "UPDATE session SET expires_at = $2 WHERE id = $1", opened.principal.session_id, clock.now()
    )
    with pytest.raises(SessionOver):
        await identity.refresh(opened.tokens.refresh_token)
    assert not await is_good(opened.tokens.access_token)


async def test_a_disabled_user_is_out(db: None) -> None:
    """Given a user who is disabled, when they renew, then the session ends."""
    cashier = await a_cashier()
    opened = await sign_in(cashier)
    await core_db.execute("UPDATE app_user SET disabled_at = now() WHERE id = $1", cashier.user_id)
    with pytest.raises(SessionOver):
        await identity.refresh(opened.tokens.refresh_token)
    assert not await is_good(opened.tokens.access_token)


async def test_ending_a_session_is_told_to_its_open_sockets(db: None) -> None:
    """Given a session, when it ends, then a fact on its own topic is in the outbox, once."""
    opened = await sign_in(await a_cashier())
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
    assert [await is_good(each.tokens.access_token) for each in phones] == [False, False]
    assert await is_good(other.tokens.access_token)


async def test_a_pin_session_signs_out_itself_alone(db: None) -> None:
    """Given a session that a PIN opened, when it signs out everywhere, then it is refused and the others go on."""
    cashier = await a_cashier()
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
    assert await is_good(till.tokens.access_token)
    await identity.sign_out(cashier.user_id, opened.principal.session_id)
    assert not await is_good(opened.tokens.access_token)
