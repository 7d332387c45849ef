"""Joining a program by invitation, on terms; leaving it; and what partners see of each other."""

from datetime import timedelta
from uuid import uuid4

import pytest

from api import businesses, customers, identity, ledger, purchases
from api.businesses import Funding, NotTakingPart, PartnerInvitationEnded, PartnerTerms
from api.core import clock, db
from api.core.errors import BadInput, Forbidden, NotFound
from api.customers import MemberKey
from api.identity import Device, NewPartner, WrongCredentials
from api.purchases import HandPosting
from tests.factories.businesses import Tenant, make_business
from tests.factories.coalition import make_coalition
from tests.factories.rewards import rich_member

pytestmark = pytest.mark.usefixtures("db")

TERMS = PartnerTerms("We settle monthly.\nNobody is charged twice.", 2_500_000, Funding.PREPAID)
PASSWORD = "quiet-harbour-77"
PHONE = Device("Test")


async def invited(owner: Tenant, email: str | None = None) -> businesses.InvitedPartner:
    """An invitation that waits."""
    address = email or f"{uuid4().hex[:8]}@birch.example"
    return await identity.invite_partner(owner.owner, owner.business_id, email=address, terms=TERMS)


def partner(name: str = "Birch") -> NewPartner:
    """Whoever accepts."""
    return NewPartner(name, "Ida Birk", PASSWORD)


async def test_whoever_accepts_takes_part_on_the_agreed_terms() -> None:
    """A business opens in the program, its owner is signed in, and its rate holds at once."""
    owner = await make_business(currency="EUR")
    sent = await invited(owner)
    read = await businesses.read_partner_invitation(sent.token)
    assert (read.business_name, read.terms, read.micro_minor) == ("Kaapi House", TERMS.text, 2_500_000)
    assert sent.link.endswith(f"/partner/{sent.token}")
    joined = await ledger.join_program(sent.token, partner(), PHONE)
    principal = joined.signed_in.principal
    assert (principal.program_id, principal.business_id) == (owner.program_id, joined.business_id)
    assert principal.role == "owner"
    assert await businesses.takes_part(owner.program_id, joined.business_id)
    rate = await ledger.rate_at(owner.program_id, joined.business_id, clock.now() + timedelta(seconds=1))
    assert rate is not None
    assert (rate[1], rate[2]) == (2_500_000, "EUR")
    assert (await businesses.rules_for(owner.program_id)).is_coalition
    with pytest.raises(PartnerInvitationEnded):
        await ledger.join_program(sent.token, partner("Again"), PHONE)


async def test_somebody_known_proves_it_and_gets_a_second_workplace() -> None:
    """Their own business stays as it was."""
    owner = await make_business()
    email = f"{uuid4().hex[:8]}@birch.example"
    first = await identity.set_up_business(
        owner.owner,
        name="Birch",
        currency="INR",
        time_zone="Asia/Kolkata",
        region="IN",
        owner=identity.NewStaff(email, "Ida Birk", PASSWORD),
    )
    sent = await invited(owner, email)
    with pytest.raises(WrongCredentials):
        await ledger.join_program(sent.token, NewPartner("Birch", "Ida", "quite-wrong-99"), PHONE)
    joined = await ledger.join_program(sent.token, partner(), PHONE)
    assert joined.business_id != first[0].id
    assert await businesses.program_of(first[0].id) != owner.program_id


async def test_an_invitation_is_declined_once_withdrawn_and_ends() -> None:
    """After each of these nobody joins by it."""
    owner = await make_business()
    no, back, old = [await invited(owner) for _ in range(3)]
    await identity.decline_partner_invitation(no.token, PHONE)
    await businesses.withdraw_partner_invitation(owner.owner, owner.business_id, back.invitation.id)
    await db.execute(
        "UPDATE partner_invitation SET expires_at = now() - interval '1 second' WHERE id = $1",
        old.invitation.id,
    )
    for each in (no, back, old):
        with pytest.raises(PartnerInvitationEnded):
            await ledger.join_program(each.token, partner(), PHONE)
    assert await db.fetchval("SELECT count(*) FROM participant WHERE program_id = $1", owner.program_id) == 1
    with pytest.raises(NotFound):
        await businesses.withdraw_partner_invitation(owner.owner, owner.business_id, no.invitation.id)


async def test_only_the_owner_invites_and_only_partners_leave() -> None:
    """Each refused, and nothing written."""
    three = await make_coalition()
    a, b, _ = three.all
    with pytest.raises(Forbidden):
        await invited(b)
    with pytest.raises(Forbidden):
        await businesses.leave_program(a.owner, a.business_id)
    with pytest.raises(BadInput):
        await identity.invite_partner(a.owner, a.business_id, email="a@b.example", terms=PartnerTerms("  "))
    assert await three.count("partner_invitation") == 0


async def test_who_has_left_gives_and_takes_no_points_and_is_still_settled() -> None:
    """Its points stay good elsewhere."""
    three = await make_coalition()
    a, b, _ = three.all
    member = await rich_member(b, 100)
    await businesses.leave_program(b.owner, b.business_id, reason="We close.")
    for verb in (purchases.award_points, purchases.redeem_points):
        with pytest.raises(NotTakingPart):
            await verb(b.owner, b.business_id, HandPosting(uuid4().hex, member.membership_id, 10, "no"))
    await ledger.redeem(three.request(a, member.membership_id), 100)
    closed = await three.close()
    assert (await three.statements(closed.id))[b.business_id] == (0, 100, 0, 0, -100)
    with pytest.raises(NotFound):
        await businesses.leave_program(b.owner, b.business_id)


async def test_partners_do_not_see_each_others_members() -> None:
    """Whom a partner has met, with notes and tags, the other one neither lists nor reads."""
    three = await make_coalition()
    a, b, _ = three.all
    member = await rich_member(b, 100)
    key = MemberKey(b.program_id, b.business_id, member.membership_id)
    await customers.add_note(b.owner, key, "Allergic to walnuts.")
    await customers.tag_member(b.owner, key, "Weekend")
    seen = await db.fetch(
        "SELECT is_met, name, email, spent_minor FROM read.customer WHERE business_id = $1 AND pk = $2",
        a.business_id,
        member.membership_id,
    )
    assert [(row["is_met"], row["email"], row["spent_minor"]) for row in seen] == [(False, None, 0)]
    for table in ("note", "member_tag", "purchase"):
        assert (
            await db.fetchval(f"SELECT count(*) FROM read.{table} WHERE business_id = $1", a.business_id) == 0
        )
    with pytest.raises(NotFound):
        await purchases.award_points(
            a.owner, a.business_id, HandPosting(uuid4().hex, member.membership_id, 10, "no")
        )
