"""The shared till: PINs, their tries, and what they open."""

import asyncio

import pytest

from api import identity
from api.core import db as core_db
from api.core.errors import BadInput, Forbidden, NotFound, RateLimited, Unauthenticated
from api.identity import Device, SignedIn
from api.identity.errors import SessionOver, WrongPin
from api.identity.permissions import ALL, NOT_BY_PIN
from tests.factories.businesses import Tenant, make_business
from tests.factories.identity import Staff, make_customer_session, make_staff, sign_in

pytestmark = [pytest.mark.integration, pytest.mark.security]

DEVICE = Device("Till 1", "10.0.0.5")
PIN = "4821"


class Till:
    """A till at which one cashier is signed in, and a colleague with a PIN."""

    def __init__(self, tenant: Tenant, opened: SignedIn, colleague: Staff) -> None:
        assert opened.principal.session_id
        self.tenant = tenant
        self.opened = opened
        self.session_id = opened.principal.session_id
        self.colleague = colleague

    async def switch(self, pin: str = PIN, staff: Staff | None = None) -> SignedIn:
        """The colleague takes over."""
        chosen = staff or self.colleague
        return await identity.switch_till_staff(
            self.session_id, self.tenant.business_id, chosen.staff_id, pin, DEVICE
        )


async def _pin(staff: Staff, pin: str = PIN) -> SignedIn:
    opened = await sign_in(staff)
    assert opened.principal.session_id
    await identity.set_till_pin(staff.actor, opened.principal.session_id, pin)
    return opened


async def _till(role: str = "cashier") -> Till:
    tenant = await make_business()
    first = await make_staff(tenant.program_id, tenant.business_id)
    colleague = await make_staff(tenant.program_id, tenant.business_id, role=role, name="Meera")
    await _pin(colleague)
    return Till(tenant, await sign_in(first), colleague)


async def test_a_colleague_takes_over_by_pin(db: None) -> None:
    """Given a till, when a colleague gives their PIN, then a session of theirs opens for twelve hours, and is noted."""
    till = await _till()
    opened = await till.switch()
    caller = await identity.authenticate(opened.tokens.access_token)
    assert (caller.staff_id, caller.name, caller.method) == (
        till.colleague.staff_id,
        "Meera",
        identity.SignInMethod.PIN,
    )
    row = await core_db.fetchrow(
        "SELECT parent_id, round(extract(epoch FROM expires_at - created_at)) AS lasts FROM session WHERE id = $1",
        caller.session_id,
    )
    assert row is not None
    assert (row["parent_id"], row["lasts"]) == (till.session_id, 12 * 3600)
    (entry,) = (
        await identity.audit_log(till.tenant.business_id, identity.AuditFilter("identity.till_switched"))
    ).items
    assert (entry.actor_name, entry.address) == ("Meera", "10.0.0.5")


async def test_a_pin_opens_the_tills_work_alone(db: None) -> None:
    """Given an owner's PIN, when it opens a session, then settings, staff and corrections stay closed."""
    till = await _till("owner")
    assert (await till.switch()).principal.permissions == ALL - NOT_BY_PIN


async def test_renewing_does_not_make_a_pin_session_longer(db: None) -> None:
    """Given a PIN session, when renewed, then its end stays where it was, and so do its permissions."""
    till = await _till("owner")
    opened = await till.switch()
    ends = "SELECT expires_at FROM session WHERE id = $1"
    before = await core_db.fetchval(ends, opened.principal.session_id)
    renewed = await identity.refresh(opened.tokens.refresh_token)
    assert await core_db.fetchval(ends, opened.principal.session_id) == before
    assert renewed.principal.permissions == ALL - NOT_BY_PIN


async def test_a_pin_session_ends_with_the_tills(db: None) -> None:
    """Given two switches, one from the other, when the till signs out, then both end at once."""
    till = await _till()
    first = await till.switch()
    assert first.principal.session_id
    second = await identity.switch_till_staff(
        first.principal.session_id, till.tenant.business_id, till.colleague.staff_id, PIN, DEVICE
    )
    for each in (first, second):
        await identity.authenticate(each.tokens.access_token)
    await identity.sign_out(till.opened.principal.id, till.session_id)
    for each in (first, second):
        with pytest.raises(Unauthenticated):
            await identity.authenticate(each.tokens.access_token)
        with pytest.raises(SessionOver):
            await identity.refresh(each.tokens.refresh_token)


async def test_five_wrong_pins_lock_and_the_right_one_waits_too(db: None) -> None:
    """Given five wrong PINs, when the right one follows, then it waits a quarter of an hour; then it opens."""
    till = await _till()
    left = []
    for _ in range(5):
        with pytest.raises(WrongPin) as wrong:
            await till.switch("0000")
        left.append(wrong.value.params["tries_left"])
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(RateLimited) as locked:
        await till.switch()
    wait = locked.value.params["retry_after_seconds"]
    assert isinstance(wait, int)
    assert 890 <= wait <= 901
    await core_db.execute(
        "UPDATE staff_member SET pin_locked_until = now() - interval '1 second' WHERE id = $1",
        till.colleague.staff_id,
    )
    with pytest.raises(WrongPin) as again:
        await till.switch("0000")
    assert again.value.params == {"tries_left": 4}
    await till.switch()


async def test_a_right_pin_forgives_the_wrong_ones(db: None) -> None:
    """Given four wrong PINs and the right one, when a wrong one follows, then four tries are left again."""
    till = await _till()
    for _ in range(4):
        with pytest.raises(WrongPin):
            await till.switch("0000")
    await till.switch()
    with pytest.raises(WrongPin) as wrong:
        await till.switch("0000")
    assert wrong.value.params == {"tries_left": 4}


async def test_many_guesses_at_once_are_five(db: None) -> None:
    """Given forty guesses at once, when answered, then five were looked at and the others refused unseen."""
    till = await _till()
    answers = await asyncio.gather(*(till.switch(f"{n:04}") for n in range(40)), return_exceptions=True)
    kinds = [type(answer) for answer in answers]
    assert (kinds.count(WrongPin), kinds.count(RateLimited)) == (5, 35)


async def test_only_colleagues_with_a_pin_take_over(db: None) -> None:
    """Given another business's staff, one without a PIN and a suspended one, when tried, then none takes over."""
    till, other = await _till(), await _till()
    bare = await make_staff(till.tenant.program_id, till.tenant.business_id)
    with pytest.raises(NotFound):
        await till.switch(staff=other.colleague)
    with pytest.raises(WrongPin):
        await till.switch(staff=bare)
    await identity.update_staff_member(
        till.tenant.owner,
        till.tenant.business_id,
        till.colleague.staff_id,
        granting=ALL,
        status=identity.StaffStatus.SUSPENDED,
    )
    with pytest.raises(NotFound):
        await till.switch()


async def test_an_ended_till_and_a_customer_switch_nobody(db: None) -> None:
    """Given a signed-out till or a customer's session, when a right PIN comes, then it opens nothing."""
    till = await _till()
    customer = await make_customer_session()
    await identity.sign_out(till.opened.principal.id, till.session_id)
    assert customer.principal.session_id
    for session in (till.session_id, customer.principal.session_id):
        with pytest.raises(Forbidden):
            await identity.switch_till_staff(
                session, till.tenant.business_id, till.colleague.staff_id, PIN, DEVICE
            )


async def test_pins_are_set_with_a_password_session_and_kept_as_hashes(db: None) -> None:
    """Given a PIN session, when it sets a PIN, then it is refused; a bad PIN too; the row holds a hash."""
    till = await _till()
    opened = await till.switch()
    assert opened.principal.session_id
    with pytest.raises(Forbidden):
        await identity.set_till_pin(till.colleague.actor, opened.principal.session_id, "1111")
    with pytest.raises(BadInput):
        await identity.set_till_pin(till.colleague.actor, till.session_id, "12")
    kept = await core_db.fetchval("SELECT pin_hash FROM staff_member WHERE id = $1", till.colleague.staff_id)
    assert kept.startswith("$argon2id$")
    await till.switch(PIN)
