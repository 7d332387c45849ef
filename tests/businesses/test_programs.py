"""Programs: every setting is changed, refused to those who do not own it, and told to all who take part."""

import pytest

from api import businesses
from api.businesses import EarnRate, ExpiryKind, LimitMode, PendingKind, PointLimits, ProgramChanges
from api.core.errors import BadInput, Forbidden, NotFound
from tests.businesses.told import audit_of, facts_of
from tests.factories.businesses import make_business

pytestmark = pytest.mark.integration


async def test_all_settings_of_a_program_can_be_changed(rolled_back: None) -> None:
    """Given every setting, when changed, then each reads back and the audit names what differs."""
    tenant = await make_business()
    limits = PointLimits(LimitMode.CAP, 100, 200, 300, 400, 5_000, 6, 7_000)
    changed = await businesses.update_program(
        tenant.owner,
        tenant.program_id,
        ProgramChanges(
            points_name="beans",
            time_zone="Europe/Berlin",
            earn_rate=EarnRate(5, 100),
            expiry_kind=ExpiryKind.END_OF_YEAR,
            expiry_months=24,
            pending_kind=PendingKind.DELAY,
            pending_days=14,
            void_window_seconds=60,
            limits=limits,
        ),
        business_id=tenant.business_id,
        version=1,
    )
    assert (changed.points_name, changed.time_zone, changed.earn_rate) == (
        "beans",
        "Europe/Berlin",
        EarnRate(5, 100),
    )
    assert (changed.expiry_kind, changed.expiry_months) == (ExpiryKind.END_OF_YEAR, 24)
    assert (changed.pending_kind, changed.pending_days, changed.void_window_seconds) == (
        PendingKind.DELAY,
        14,
        60,
    )
    assert (changed.limits, changed.version) == (limits, 2)
    action, before, after = (await audit_of(tenant.business_id))[-1]
    assert action == "businesses.program_updated"
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert (before["points_name"], after["points_name"], after["max_balance"]) == ("points", "beans", 5_000)
    assert "currency" not in after


async def test_a_waiting_without_days_changes_nothing(rolled_back: None) -> None:
    """Given DELAY without days, when set, then it is refused and the program stays."""
    tenant = await make_business()
    with pytest.raises(BadInput) as refused:
        await businesses.update_program(
            tenant.owner,
            tenant.program_id,
            ProgramChanges(pending_kind=PendingKind.DELAY),
            business_id=tenant.business_id,
        )
    assert refused.value.path == ("pendingDays",)
    assert (await businesses.rules_for(tenant.program_id)).version == 1


async def test_partners_cannot_change_the_program_and_strangers_do_not_find_it(rolled_back: None) -> None:
    """Given a coalition, when a partner or a stranger changes its settings, then both are refused in their way."""
    owner, stranger = await make_business(), await make_business()
    partner = await make_business(program_id=owner.program_id)
    version = (await businesses.rules_for(owner.program_id)).version
    for caller, refusal in ((partner, Forbidden), (stranger, NotFound)):
        with pytest.raises(refusal):
            await businesses.update_program(
                caller.owner, owner.program_id, ProgramChanges(name="Mine"), business_id=caller.business_id
            )
    assert (await businesses.rules_for(owner.program_id)).version == version


async def test_every_partner_hears_of_new_settings(rolled_back: None) -> None:
    """Given a coalition of two, when its owner changes it, then the screens of both are told."""
    owner = await make_business()
    partner = await make_business(program_id=owner.program_id)
    await businesses.update_program(
        owner.owner, owner.program_id, ProgramChanges(name="High Street"), business_id=owner.business_id
    )
    for tenant in (owner, partner):
        name, topics = (await facts_of(tenant.business_id))[-1]
        assert (name, topics) == ("businesses.program_updated", [f"business:{tenant.business_id}"])
