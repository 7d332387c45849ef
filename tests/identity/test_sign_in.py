"""Signing up, signing in, changing a password."""

import asyncio
import statistics
import time
from uuid import UUID

import pytest
from argon2 import PasswordHasher

from api import businesses, identity
from api.businesses import EarnRate
from api.core import db as core_db
from api.core.audit import SYSTEM, ActorKind
from api.core.errors import BadInput, Forbidden, NotFound, Unauthenticated
from api.core.money import BadMoney
from api.identity import Device, NewStaff, SignedIn, passwords
from api.identity.errors import EmailTaken, WeakPassword, WrongCredentials
from api.identity.models import User
from tests.factories.businesses import make_business
from tests.factories.identity import PASSWORD, make_platform_admin, make_staff, roles_of

pytestmark = [pytest.mark.integration, pytest.mark.security]

DEVICE = Device("Till 1", "10.1.2.3")


async def _register(email: str, **changes: object) -> SignedIn:
    values: dict[str, object] = {
        "business_name": "Kaapi House",
        "owner": NewStaff(email, "Asha Rao", PASSWORD),
        "currency": "INR",
        "time_zone": "Asia/Kolkata",
        "region": "IN",
        "device": DEVICE,
    }
    return await identity.register_business(**(values | changes))  # type: ignore[arg-type]


def _email() -> str:
    return f"{UUID(int=time.monotonic_ns()).hex[-16:]}@example.com"


async def test_a_business_signs_up_and_can_work_at_once(db: None) -> None:
    """Given name, owner and place, when signed up, then program, store, roles and owner are there and signed in."""
    email = _email()
    opened = await _register(f"  {email.upper()} ", earn_rate=EarnRate(5, 10_000), stock_color="#112233")
    owner = await identity.authenticate(opened.tokens.access_token)
    assert (owner.kind, owner.role, owner.name) == (ActorKind.STAFF, "owner", "Asha Rao")
    assert owner.permissions == identity.ALL_PERMISSIONS
    assert owner.business_id
    assert owner.program_id
    business = (await businesses.businesses_by_id([owner.business_id]))[owner.business_id]
    assert (business.name, business.contact_name, business.contact_email) == (
        "Kaapi House",
        "Asha Rao",
        email,
    )
    assert business.brand.stock_color == "#112233"
    assert (await businesses.rules_for(owner.program_id)).earn_rate == EarnRate(5, 10_000)
    (store,) = (await businesses.stores_of([business.id]))[business.id]
    assert (store.name, store.code) == ("Kaapi House", "1")
    keys = [role.key for role in await roles_of(business.id)]
    assert sorted(keys) == ["analyst", "cashier", "manager", "owner"]
    again = await identity.sign_in_staff(email, PASSWORD, DEVICE)
    assert again.principal.business_id == business.id


@pytest.mark.parametrize(
    ("changes", "refusal", "path"),
    [
        ({"business_name": " "}, BadInput, ("businessName",)),
        ({"currency": "EURO"}, BadMoney, ("currency",)),
        ({"region": "EU"}, BadInput, ("region",)),
        ({"time_zone": "Delhi"}, BadInput, ("timeZone",)),
        ({"owner": NewStaff("asha", "Asha", PASSWORD)}, BadInput, ("email",)),
        ({"owner": NewStaff("weak@example.com", " ", PASSWORD)}, BadInput, ("contactName",)),
        ({"owner": NewStaff("weak@example.com", "Asha", "password123")}, WeakPassword, ("password",)),
        ({"earn_rate": EarnRate(1, -1)}, BadInput, ("earnRate", "perMinorUnits")),
        ({"foil_color": "gold"}, BadInput, ("foilColor",)),
    ],
)
async def test_a_bad_sign_up_leaves_nothing_behind(
    rolled_back: None, changes: dict[str, object], refusal: type[BadInput], path: tuple[str, ...]
) -> None:
    """Given one bad value, when signed up, then it is named, and neither user nor business is there."""
    counted = "SELECT (SELECT count(*) FROM app_user) + (SELECT count(*) FROM business)"
    before = await core_db.fetchval(counted)
    with pytest.raises(refusal) as refused:
        await _register("new.owner@example.com", **changes)
    assert refused.value.path == path
    assert await core_db.fetchval(counted) == before


async def test_an_email_signs_up_once_whatever_its_case(db: None) -> None:
    """Given an e-mail in use, when it signs up six times at once in two cases, then one business is made."""
    email = _email()

    async def attempt(number: int) -> bool:
        try:
            await _register(email.upper() if number % 2 else email)
        except EmailTaken:
            return False
        return True

    assert sorted(await asyncio.gather(*(attempt(n) for n in range(6)))) == [False] * 5 + [True]
    assert await core_db.fetchval("SELECT count(*) FROM business WHERE contact_email = $1", email) == 1


async def test_staff_sign_in_and_it_is_in_the_audit(db: None) -> None:
    """Given e-mail and password, when signed in, then the session is theirs and the audit says from where."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    opened = await identity.sign_in_staff(f" {staff.email.upper()}", PASSWORD, DEVICE)
    assert (opened.principal.staff_id, opened.principal.role) == (staff.staff_id, "cashier")
    page = await identity.audit_log(tenant.business_id, identity.AuditFilter("identity.signed_in"))
    (entry,) = page.items
    assert (entry.actor_name, entry.address, entry.after) == (staff.name, "10.1.2.3", {"device": "Till 1"})


@pytest.mark.parametrize(
    "email", ["", "nobody@example.com", "not an address", "nul\x00@example.com", "x" * 10_000]
)
async def test_unknown_emails_and_wrong_passwords_get_the_same_answer(db: None, email: str) -> None:
    """Given a known and an unknown e-mail, when the password is wrong, then the answers are equal."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    answers = []
    for tried in (staff.email, email):
        with pytest.raises(WrongCredentials) as refused:
            await identity.sign_in_staff(tried, "not the password", DEVICE)
        answers.append((refused.value.message, refused.value.path, refused.value.params))
    assert answers[0] == answers[1]
    opened = await core_db.fetchval("SELECT count(*) FROM session WHERE user_id = $1", staff.user_id)
    assert opened == 0


async def test_unknown_emails_cost_the_same_work(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given known, unknown and impossible e-mails, when tried, then each verifies one hash of the same parameters."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    verified: list[str] = []
    real = passwords._hasher.verify

    class Watched:
        hash = passwords._hasher.hash

        def verify(self, kept: str, secret: str) -> bool:
            verified.append(kept.split("$")[3])
            return real(kept, secret)

    monkeypatch.setattr(passwords, "_hasher", Watched())
    for email in (staff.email, "nobody@example.com", "no address"):
        with pytest.raises(WrongCredentials):
            await identity.sign_in_staff(email, "not the password", DEVICE)
    assert verified == ["m=19456,t=2,p=1"] * 3


@pytest.mark.slow
async def test_unknown_emails_take_the_same_time(db: None) -> None:
    """Given many tries, when timed in turns, then the medians of known and unknown e-mails are within a fifth."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    times: dict[str, list[float]] = {staff.email: [], "nobody@example.com": []}
    for _ in range(40):
        for email, seen in times.items():
            began = time.perf_counter()
            with pytest.raises(WrongCredentials):
                await identity.sign_in_staff(email, "not the password", DEVICE)
            seen.append(time.perf_counter() - began)
    known, unknown = (statistics.median(seen) for seen in times.values())
    assert abs(known - unknown) < 0.2 * max(known, unknown)


async def test_who_works_in_two_businesses_chooses_or_gets_the_last(db: None) -> None:
    """Given two workplaces, when signed in with and without a choice, then it is the chosen one, then the last used."""
    first, second = await make_business(), await make_business(name="Book Nook")
    staff = await make_staff(first.program_id, first.business_id, with_password=True)
    await identity.add_staff(
        SYSTEM, second.business_id, NewStaff(staff.email, "Ravi", PASSWORD), role_key="manager"
    )
    chosen = await identity.sign_in_staff(staff.email, PASSWORD, DEVICE, business_id=second.business_id)
    assert (chosen.principal.business_id, chosen.principal.role) == (second.business_id, "manager")
    assert (await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)).principal.role == "manager"
    back = await identity.sign_in_staff(staff.email, PASSWORD, DEVICE, business_id=first.business_id)
    assert (back.principal.business_id, back.principal.role) == (first.business_id, "cashier")
    places = (await identity.workplaces_of([staff.user_id]))[staff.user_id]
    assert [place.business_id for place in places] == [first.business_id, second.business_id]


async def test_a_business_that_is_not_ones_own_is_not_found(db: None) -> None:
    """Given the right password, when another business is chosen, then it is not found and no session opens."""
    mine, other = await make_business(), await make_business()
    staff = await make_staff(mine.program_id, mine.business_id, with_password=True)
    with pytest.raises(NotFound) as refused:
        await identity.sign_in_staff(staff.email, PASSWORD, DEVICE, business_id=other.business_id)
    assert refused.value.path == ("businessId",)
    assert await core_db.fetchval("SELECT count(*) FROM session WHERE user_id = $1", staff.user_id) == 0


async def test_who_works_nowhere_any_more_is_told_so_only_after_the_right_password(db: None) -> None:
    """Given suspended staff, when they sign in, then a wrong password says nothing and the right one says why."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    await identity.update_staff_member(
        tenant.owner,
        tenant.business_id,
        staff.staff_id,
        granting=identity.ALL_PERMISSIONS,
        status=identity.StaffStatus.SUSPENDED,
    )
    with pytest.raises(WrongCredentials):
        await identity.sign_in_staff(staff.email, "not the password", DEVICE)
    with pytest.raises(Forbidden):
        await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)


async def test_disabled_users_cannot_sign_in(db: None) -> None:
    """Given a disabled user, when the password is right, then it is refused like a wrong one."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    await core_db.execute("UPDATE app_user SET disabled_at = now() WHERE id = $1", staff.user_id)
    with pytest.raises(WrongCredentials):
        await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)


async def test_a_platform_admin_signs_in_without_a_business(db: None) -> None:
    """Given an admin with a password, when signed in, then the session has no business."""
    made = await make_platform_admin()
    user = await User.get(id=made.principal.id)
    user.password_hash = await passwords.hash_secret(PASSWORD)
    await user.save()
    opened = await identity.sign_in_staff(user.email or "", PASSWORD, DEVICE)
    assert (opened.principal.kind, opened.principal.business_id) == (ActorKind.PLATFORM_ADMIN, None)


async def test_old_hashes_are_renewed_at_sign_in(db: None) -> None:
    """Given a hash of weaker parameters, when its owner signs in, then it is hashed anew and still proves them."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    weak = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    await core_db.execute("UPDATE app_user SET password_hash = $2 WHERE id = $1", staff.user_id, weak)
    await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)
    kept = await core_db.fetchval("SELECT password_hash FROM app_user WHERE id = $1", staff.user_id)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)


async def test_a_new_password_signs_all_other_devices_out(db: None) -> None:
    """Given two devices, when one changes the password, then the other is out and only the new password works."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    here = await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)
    there = await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)
    await identity.change_password(staff.actor, here.principal.session_id, PASSWORD, "another long phrase")
    await identity.authenticate(here.tokens.access_token)
    with pytest.raises(Unauthenticated):
        await identity.authenticate(there.tokens.access_token)
    with pytest.raises(WrongCredentials):
        await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)
    await identity.sign_in_staff(staff.email, "another long phrase", DEVICE)


@pytest.mark.parametrize(
    ("current", "new", "refusal", "path"),
    [
        ("not the password", "another long phrase", WrongCredentials, ("currentPassword",)),
        (PASSWORD, "short", WeakPassword, ("newPassword",)),
    ],
)
async def test_a_refused_new_password_changes_nothing(
    db: None, current: str, new: str, refusal: type[WrongCredentials | WeakPassword], path: tuple[str, ...]
) -> None:
    """Given a wrong old or a weak new password, when changed, then the old one works and devices stay."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    here = await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)
    there = await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)
    with pytest.raises(refusal) as refused:
        await identity.change_password(staff.actor, here.principal.session_id, current, new)
    assert refused.value.path == path
    await identity.authenticate(there.tokens.access_token)
    await identity.sign_in_staff(staff.email, PASSWORD, DEVICE)


async def test_staff_are_added_by_a_command_and_keep_a_password_they_have(db: None) -> None:
    """Given somebody new and somebody known, when added, then the new one's password is set and the other's stays."""
    tenant, second = await make_business(), await make_business()
    new = NewStaff(_email(), "Meera", PASSWORD)
    added = await identity.add_staff(SYSTEM, tenant.business_id, new, role_key="manager")
    assert (added.name, added.role.key, added.email) == ("Meera", "manager", new.email)
    await identity.add_staff(SYSTEM, second.business_id, NewStaff(new.email, "Meera", "some other phrase"))
    opened = await identity.sign_in_staff(new.email, PASSWORD, DEVICE, business_id=second.business_id)
    assert opened.principal.role == "cashier"
