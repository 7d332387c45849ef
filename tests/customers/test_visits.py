"""Visits are counted, and the first one makes the profile."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from api import customers
from tests.customers.profiles import read
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import list_members, make_member

pytestmark = pytest.mark.integration


async def test_visits_add_up_in_one_statement(tenant: Tenant) -> None:
    """Given visits of two members and a return, when recorded together, then counts, sums and last visits are exact."""
    one, two = await make_member(tenant), await make_member(tenant)
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    await customers.record_visits(
        tenant.program_id,
        [
            customers.Visit(tenant.business_id, one.membership_id, 10_000, at),
            customers.Visit(tenant.business_id, two.membership_id, 5_000, at),
            customers.Visit(tenant.business_id, one.membership_id, 2_500, at - timedelta(days=1)),
        ],
    )
    await customers.record_visit(
        tenant.program_id,
        tenant.business_id,
        one.membership_id,
        amount_minor=-2_500,
        occurred_at=at + timedelta(days=9),
        visits=0,
    )
    first, second = await read(tenant, one), await read(tenant, two)
    assert (first.visits, first.spent_minor, first.last_visit_at) == (2, 10_000, at)
    assert (second.visits, second.spent_minor, second.last_visit_at) == (1, 5_000, at)


async def test_forty_visits_at_once_are_forty(tenant: Tenant) -> None:
    """Given one member, when forty tills record a visit at once, then all count."""
    member = await make_member(tenant)
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    await asyncio.gather(
        *(
            customers.record_visit(
                tenant.program_id, tenant.business_id, member.membership_id, amount_minor=100, occurred_at=at
            )
            for _ in range(40)
        )
    )
    counted = await read(tenant, member)
    assert (counted.visits, counted.spent_minor) == (40, 4_000)


async def test_the_first_purchase_at_a_partner_makes_its_profile(tenant: Tenant, other: Tenant) -> None:
    """Given a coalition member, when they buy at the partner, then it knows first name and card, and finds them."""
    member = await make_member(tenant, name="Asha Patel")
    partner = await make_business(name="Partner", program_id=tenant.program_id)
    at = datetime(2026, 5, 1, 12, tzinfo=UTC)
    visit = customers.Visit(partner.business_id, member.membership_id, 900, at)
    await customers.record_visits(partner.program_id, [visit])
    found = await list_members(partner.program_id, partner.business_id, search="asha")
    assert [(each.name, each.visits, each.spent_minor) for each in found.items] == [("Asha", 1, 900)]
    await customers.record_visits(other.program_id, [replace(visit, business_id=other.business_id)])
    assert list((await list_members(other.program_id, other.business_id)).items) == []


async def test_a_customer_is_one_since_the_first_visit(tenant: Tenant) -> None:
    """Given a member met today, when older visits become known, then they have been a customer since the oldest."""
    member = await make_member(tenant)
    met_at = (await read(tenant, member)).joined_at
    old, older = datetime(2025, 5, 1, 12, tzinfo=UTC), datetime(2024, 5, 1, 12, tzinfo=UTC)
    history = customers.Visit(tenant.business_id, member.membership_id, 10_000, old, visits=2, first_at=older)
    later = customers.Visit(tenant.business_id, member.membership_id, 500, met_at + timedelta(days=1))
    await customers.record_visits(tenant.program_id, [history, later])
    assert (await read(tenant, member)).joined_at == older
