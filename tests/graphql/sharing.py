"""A household, an invitation and gifts for a world's member."""

from uuid import uuid4

from api import customers, gifts, households, purchases
from api.core import db
from api.core.money import Money
from api.gifts import GiftRulesInfo
from api.households import HouseholdRole, HouseholdRulesInfo
from tests.factories.businesses import Tenant
from tests.factories.family import give, join, oneself
from tests.factories.rewards import rich_member

PROVE = """
    UPDATE phone_claim SET verified_at = coalesce(verified_at, now())
    WHERE person_id = (SELECT person_id FROM membership WHERE id = $1)
"""


async def allow(tenant: Tenant) -> None:
    """Gifts and households are on."""
    await gifts.save_rules(tenant.owner, tenant.business_id, GiftRulesInfo(is_on=True, min_points=1))
    await households.save_rules(tenant.owner, tenant.business_id, HouseholdRulesInfo(is_on=True))


async def share(tenant: Tenant, member: customers.Member, text: str, currency: str = "INR") -> None:
    """The member with a friend: gifts both ways, a household, a bill that both pay, an invitation to the number."""
    await db.execute(PROVE, member.membership_id)
    member = (await customers.members_by_id(member.program_id, [member.membership_id]))[member.membership_id]
    friend = await rich_member(tenant, 700)
    await db.execute("UPDATE person SET name = $2 WHERE id = $1", friend.person_id, text)
    for giver, receiver in ((friend, member), (member, friend)):
        sent = await give(giver, 3, message=text[:200], receiver_id=receiver.membership_id)
        await gifts.deliver(tenant.program_id, sent.id)
    await households.create(oneself(member), member.person_id, member.membership_id, text[:60])
    await join(member, friend, HouseholdRole.CHILD)
    mine = (oneself(member), member.person_id, member.membership_id)
    await households.invite(*mine, HouseholdRole.ADULT)
    await households.invite(*mine, HouseholdRole.CHILD, phone=(await rich_member(tenant, 1)).phone)
    have = (await households.spendable_for(tenant.program_id, [member.membership_id]))[member.membership_id]
    sale = purchases.RecordPurchase(
        idempotency_key=uuid4().hex,
        store_id=tenant.store_id,
        amount=Money(10_000_000, currency),
        membership_id=member.membership_id,
        points_paid=have - 1,
    )
    await purchases.record(tenant.owner, tenant.business_id, sale)
