"""Invitations: made, delivered, accepted once, withdrawn, too old."""

import asyncio
from collections.abc import Iterator
from uuid import UUID

import pytest

from api import identity
from api.core import db as core_db
from api.core.errors import BadInput, Conflict, Forbidden, NotFound
from api.core.settings import get_settings
from api.identity import Device, Invited, ports, tokens
from api.identity.errors import InvitationEnded, WeakPassword, WrongCredentials
from api.identity.permissions import ALL, BUILTIN_ROLES
from api.identity.ports import InvitationMessage
from tests.factories.businesses import Tenant, make_business
from tests.factories.identity import PASSWORD, invitations_of, make_staff

pytestmark = [pytest.mark.integration, pytest.mark.security]

DEVICE = Device("Phone", "10.9.8.7")


class Postman:
    """An InvitationSender that remembers, or fails."""

    def __init__(self) -> None:
        self.delivered: list[InvitationMessage] = []
        self.is_ill = False

    async def send_invitation(self, message: InvitationMessage, /) -> None:
        """Remembers."""
        if self.is_ill:
            raise OSError("no mail today")
        self.delivered.append(message)


@pytest.fixture
def postman() -> Iterator[Postman]:
    """Delivers for one test."""
    before, chosen = ports.invitation_sender(), Postman()
    ports.use_invitation_sender(chosen)
    yield chosen
    ports.use_invitation_sender(before)


def _token(invited: Invited) -> str:
    return invited.link.rsplit("/", 1)[1]


async def _invite(tenant: Tenant, email: str, role: str = "cashier") -> Invited:
    chosen = await identity.role_by_key(tenant.business_id, role)
    return await identity.invite_staff(
        tenant.owner, tenant.business_id, email=email, role_id=chosen.id, granting=ALL
    )


async def _accept(invited: Invited, password: str = PASSWORD) -> identity.SignedIn:
    return await identity.accept_invitation(
        _token(invited), name="Ravi Shah", password=password, device=DEVICE
    )


async def _staff_count(business_id: UUID) -> int:
    return len((await identity.staff_of([business_id]))[business_id])


async def test_somebody_new_joins_with_a_password_of_their_own(db: None, postman: Postman) -> None:
    """Given an invitation, when accepted, then it was delivered, and its holder is staff in its role, signed in."""
    tenant = await make_business()
    invited = await _invite(tenant, " Ravi@Example.com ", "manager")
    assert invited.link.startswith(f"{get_settings().public_url}/invite/")
    assert postman.delivered == [
        InvitationMessage("ravi@example.com", "Kaapi House", "Asha Rao", "Manager", invited.link)
    ]
    opened = await _accept(invited)
    assert (opened.principal.business_id, opened.principal.role) == (tenant.business_id, "manager")
    again = await identity.sign_in_staff("ravi@example.com", PASSWORD, DEVICE)
    assert again.principal.staff_id == opened.principal.staff_id
    (shown,) = await invitations_of(tenant.business_id)
    assert shown.accepted_at is not None
    kept = await core_db.fetchval("SELECT token_hash FROM invitation WHERE id = $1", invited.invitation.id)
    assert kept == tokens.invitation_hash(_token(invited))


async def test_somebody_known_joins_with_the_password_that_they_have(db: None) -> None:
    """Given staff of one business, when invited by another, then only their own password accepts, and it stays."""
    first, second = await make_business(), await make_business(name="Book Nook")
    staff = await make_staff(first.program_id, first.business_id, with_password=True)
    invited = await _invite(second, staff.email)
    with pytest.raises(WrongCredentials) as refused:
        await _accept(invited, "somebody else's phrase")
    assert refused.value.path == ("password",)
    assert await _staff_count(second.business_id) == 1
    opened = await _accept(invited)
    assert (opened.principal.id, opened.principal.business_id) == (staff.user_id, second.business_id)
    places = (await identity.workplaces_of([staff.user_id]))[staff.user_id]
    assert {place.business_id for place in places} == {first.business_id, second.business_id}


async def test_an_invitation_is_accepted_once_even_by_eight_at_once(db: None) -> None:
    """Given one link opened eight times at once, when accepted, then one joins and seven are refused."""
    tenant = await make_business()
    invited = await _invite(tenant, f"{tenant.business_id.hex[-12:]}@example.com")

    async def attempt() -> bool:
        try:
            await _accept(invited)
        except (InvitationEnded, Conflict, WrongCredentials):
            return False
        return True

    assert sorted(await asyncio.gather(*(attempt() for _ in range(8)))) == [False] * 7 + [True]
    assert await _staff_count(tenant.business_id) == 2


async def test_ended_invitations_are_refused_and_nobody_joins(db: None) -> None:
    """Given an invitation used, withdrawn, replaced, too old or invented, when accepted, then it has ended."""
    tenant = await make_business()
    mail = tenant.business_id.hex[-12:]
    used, withdrawn, replaced, old = [await _invite(tenant, f"{n}-{mail}@example.com") for n in range(4)]
    await _accept(used)
    await identity.revoke_invitation(tenant.owner, tenant.business_id, withdrawn.invitation.id)
    await _invite(tenant, f"2-{mail}@example.com")
    await core_db.execute("UPDATE invitation SET expires_at = now() WHERE id = $1", old.invitation.id)
    for ended in (used, withdrawn, replaced, old):
        with pytest.raises(InvitationEnded):
            await _accept(ended)
    with pytest.raises(InvitationEnded):
        await identity.accept_invitation("invented", name="Ravi", password=PASSWORD, device=DEVICE)
    assert await _staff_count(tenant.business_id) == 2


async def test_of_invitations_to_one_address_at_once_one_waits(db: None) -> None:
    """Given one address invited six times at once, when done, then each is invited or refused, and one link waits."""
    tenant = await make_business()
    answers = await asyncio.gather(
        *(_invite(tenant, "same@example.com") for _ in range(6)), return_exceptions=True
    )
    assert {type(answer) for answer in answers} <= {Invited, Conflict}
    assert any(isinstance(answer, Invited) for answer in answers)
    assert len(await invitations_of(tenant.business_id)) == 1


async def test_an_invitation_lasts_seven_days(db: None) -> None:
    """Given a new invitation, when looked at, then it ends seven days after it was made."""
    tenant = await make_business()
    made = (await _invite(tenant, "week@example.com")).invitation
    assert round((made.expires_at - made.created_at).total_seconds()) == 7 * 24 * 3600


async def test_a_weak_password_does_not_use_the_invitation_up(db: None) -> None:
    """Given a weak password, when accepted, then it is refused and a good one is taken afterwards."""
    tenant = await make_business()
    invited = await _invite(tenant, f"{tenant.business_id.hex[-12:]}@example.com")
    for name, password, refusal in (("Ravi", "short", WeakPassword), (" ", PASSWORD, BadInput)):
        with pytest.raises(refusal):
            await identity.accept_invitation(_token(invited), name=name, password=password, device=DEVICE)
    assert (await _accept(invited)).principal.role == "cashier"


async def test_nobody_invites_above_themselves_nor_those_who_are_here(db: None) -> None:
    """Given a manager, when they invite an owner or a colleague, then it is refused and nothing is sent."""
    tenant = await make_business()
    manager = await make_staff(tenant.program_id, tenant.business_id, role="manager")
    owner_role = await identity.role_by_key(tenant.business_id, "owner")
    cashier_role = await identity.role_by_key(tenant.business_id, "cashier")
    held = BUILTIN_ROLES["manager"][1]
    with pytest.raises(Forbidden):
        await identity.invite_staff(
            manager.actor, tenant.business_id, email="x@example.com", role_id=owner_role.id, granting=held
        )
    with pytest.raises(Conflict):
        await identity.invite_staff(
            manager.actor, tenant.business_id, email=manager.email, role_id=cashier_role.id, granting=held
        )
    with pytest.raises(BadInput):
        await identity.invite_staff(
            manager.actor, tenant.business_id, email="nowhere", role_id=cashier_role.id, granting=held
        )
    assert await invitations_of(tenant.business_id) == []


async def test_only_waiting_invitations_of_ones_own_are_withdrawn(db: None) -> None:
    """Given another's and an accepted invitation, when withdrawn, then neither is found and both stay."""
    mine, other = await make_business(), await make_business()
    theirs = await _invite(other, f"{other.business_id.hex[-12:]}@example.com")
    with pytest.raises(NotFound):
        await identity.revoke_invitation(mine.owner, mine.business_id, theirs.invitation.id)
    await _accept(theirs)
    with pytest.raises(NotFound):
        await identity.revoke_invitation(other.owner, other.business_id, theirs.invitation.id)
    assert await _staff_count(other.business_id) == 2


async def test_a_message_that_is_not_delivered_does_not_undo_the_invitation(
    db: None, postman: Postman
) -> None:
    """Given a postman who is ill, when invited, then the inviter still has a link that works."""
    tenant = await make_business()
    postman.is_ill = True
    invited = await _invite(tenant, f"{tenant.business_id.hex[-12:]}@example.com")
    assert (await _accept(invited)).principal.business_id == tenant.business_id
