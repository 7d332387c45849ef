"""Awards that rules find unusual: held with their item, refused without a trace, and free where nobody watches."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from api import customers, identity, ledger, purchases, reviews
from api.core import clock
from api.core import db as database
from api.reviews import AwardRefused, RuleAction, RuleKind
from tests.factories.businesses import make_business
from tests.factories.customers import make_member
from tests.factories.purchases import a_sale, traces
from tests.factories.reviews import a_cashier, a_rule, award, reasons_of, waiting, watch
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration


async def balance(membership_id: Any) -> tuple[int, int]:
    found = (await ledger.balances_for([membership_id]))[membership_id]
    return found.available, found.pending


async def test_the_third_award_in_an_hour_is_held(db: None) -> None:
    """Given two by hand an hour, when a cashier gives a third, then it waits with its reason, and the till goes on."""
    tenant = await make_business()
    member, cashier = await make_member(tenant), await a_cashier(tenant)
    await watch(tenant, a_rule(RuleKind.STAFF_AWARDS_PER_HOUR, 2))
    for _ in range(3):
        await award(tenant, cashier, member.membership_id)
    assert await balance(member.membership_id) == (20, 10)
    (item,) = await waiting(tenant)
    assert (item["points"], item["points_held"], item["staff_name"]) == (10, 10, cashier.name)
    assert await reasons_of(tenant) == [("staff_awards_per_hour", 3, 2)]
    assert await award(tenant, await a_cashier(tenant), member.membership_id)
    assert await balance(member.membership_id) == (30, 10)
    assert await ledger.verify(tenant.program_id) == []
    assert await ledger.release(tenant.program_id, clock.now()) == 0


async def test_a_retry_is_answered_and_counts_once(db: None) -> None:
    """Given a limit that is reached, when an award comes again under its key, then it is the first one's answer."""
    tenant = await make_business()
    member, cashier = await make_member(tenant), await a_cashier(tenant)
    await watch(tenant, a_rule(RuleKind.STAFF_AWARDS_PER_DAY, 1, action=RuleAction.REFUSE))
    first = await award(tenant, cashier, member.membership_id, key="k")
    again = await award(tenant, cashier, member.membership_id, key="k")
    assert (again.tx_id, again.is_replay) == (first.tx_id, True)
    before = await traces(tenant)
    with pytest.raises(AwardRefused) as found:
        await award(tenant, cashier, member.membership_id)
    assert found.value.params == {"rule": "STAFF_AWARDS_PER_DAY", "most": 1}
    assert await traces(tenant) == before
    assert await waiting(tenant) == []


async def test_a_bill_with_a_number_that_was_there_before(db: None) -> None:
    """Given number 17 of yesterday, when it comes at another store's till with another amount, then it is held."""
    tenant = await make_business()
    one, two = await make_member(tenant), await make_member(tenant)
    await watch(tenant, a_rule(RuleKind.SAME_BILL_NUMBER, days=2))
    for member, amount in ((one, 64_000), (two, 70_000)):
        sale = replace(a_sale(tenant, amount, membership_id=member.membership_id), bill_number="A-17")
        await purchases.record(tenant.owner, tenant.business_id, sale)
    assert await balance(one.membership_id) == (64, 0)
    assert await balance(two.membership_id) == (0, 70)
    (item,) = await waiting(tenant)
    assert item["purchase_pk"] is not None
    assert await reasons_of(tenant) == [("same_bill_number", None, None)]


async def test_the_own_card(db: None) -> None:
    """Given a cashier with a card, when points go onto it, by person or e-mail, then they are refused."""
    tenant = await make_business()
    cashier = await a_cashier(tenant)
    mine, same_mail, other = [await make_member(tenant) for _ in range(3)]
    face = await identity.face_of_staff(cashier.staff_id) if cashier.staff_id else None
    assert face is not None
    await database.execute(
        "UPDATE app_user SET person_id = $2, email = coalesce(email, $3) WHERE id = $1",
        cashier.id,
        mine.person_id,
        f"{uuid4().hex}@example.com",
    )
    email = await database.fetchval("SELECT email FROM app_user WHERE id = $1", cashier.id)
    await customers.update_member(tenant.owner, same_mail.key, {"email": email})
    await watch(tenant, a_rule(RuleKind.OWN_CARD, action=RuleAction.REFUSE))
    for member in (mine, same_mail):
        with pytest.raises(AwardRefused):
            await award(tenant, cashier, member.membership_id)
    assert (await award(tenant, cashier, other.membership_id)).points == 10


async def test_visits_and_points_of_a_day(db: None) -> None:
    """Given one visit a day and 100 points a person, when a second bill of 64 comes, then both reasons are told."""
    tenant = await make_business()
    member = await make_member(tenant)
    await watch(
        tenant,
        a_rule(RuleKind.MEMBER_VISITS_PER_DAY, 1),
        a_rule(RuleKind.STAFF_POINTS_PER_DAY, 100),
    )
    for _ in range(2):
        sale = a_sale(tenant, membership_id=member.membership_id)
        await purchases.record(tenant.owner, tenant.business_id, sale)
    assert await balance(member.membership_id) == (64, 64)
    assert await reasons_of(tenant) == [("member_visits_per_day", 2, 1), ("staff_points_per_day", 128, 100)]


async def test_the_rules_of_one_business_are_not_its_partners(db: None) -> None:
    """Given two shops of a coalition, when one watches, then the other's awards are as they were."""
    tenant = await make_business()
    partner = await make_business(program_id=tenant.program_id)
    await watch(tenant, a_rule(RuleKind.POINTS_AT_ONCE, 1))
    member = await make_member(partner)
    await award(partner, await a_cashier(partner), member.membership_id, 50)
    assert await balance(member.membership_id) == (50, 0)
    assert await waiting(partner) == []


async def test_who_watches_nothing_pays_nothing(db: None) -> None:
    """Given a program without rules, with some that count, and with none again, then watching costs two statements."""
    tenant = await make_business()
    member, cashier = await make_member(tenant), await a_cashier(tenant)

    async def cost() -> int:
        sale = a_sale(tenant, membership_id=member.membership_id)
        async with count_queries() as seen:
            await purchases.record(cashier, tenant.business_id, sale)
        return len(seen)

    await cost()
    free = await cost()
    await watch(
        tenant, a_rule(RuleKind.STAFF_POINTS_PER_DAY, 10**6), a_rule(RuleKind.MEMBER_VISITS_PER_DAY, 10**6)
    )
    assert await cost() == free + 2
    await watch(tenant)
    assert await cost() == free


async def test_counts_are_forgotten(db: None) -> None:
    """Given a count of three days ago and one of today, when old ones are forgotten, then today's is there."""
    tenant = await make_business()
    member, cashier = await make_member(tenant), await a_cashier(tenant)
    await watch(tenant, a_rule(RuleKind.STAFF_AWARDS_PER_DAY, 5))
    await award(tenant, cashier, member.membership_id)
    await database.execute(
        "INSERT INTO award_count (program_id, business_id, kind, owner_id, window_start, used) "
        "SELECT program_id, business_id, kind, owner_id, window_start - interval '3 days', 1 FROM award_count "
        "WHERE program_id = $1",
        tenant.program_id,
    )
    await reviews.forget_counts(clock.now())
    kept = "SELECT count(*) FROM award_count WHERE program_id = $1"
    assert await database.fetchval(kept, tenant.program_id) == 1
