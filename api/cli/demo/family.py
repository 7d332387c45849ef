"""What the demo's customers do with each other's points: a household that invites the star, and a gift for them."""

from dataclasses import replace
from uuid import UUID

from api import businesses, customers, gifts, households
from api.businesses import PointPayment
from api.cli.demo.cast import STAR, Guest
from api.core.audit import Actor
from api.customers import Member
from api.households import HouseholdRole

HALF = PointPayment(max_bp=5_000, min_points=50, step=10)
GIFT = gifts.GiftRulesInfo(is_on=True, max_points=500, max_per_day=1_000, max_per_month=3_000)
GIVEN = 40


async def bring_together(actor: Actor, program_id: UUID, business_id: UUID, guests: list[Guest]) -> None:
    """The rules; two neighbours in a household that invites the star's number; a gift that waits for it."""
    await businesses.update_program(actor, program_id, {"payment": HALF}, business_id=business_id)
    await gifts.save_rules(actor, business_id, GIFT)
    await households.save_rules(actor, business_id, households.HouseholdRulesInfo(is_on=True))
    first, second = [await _proved(program_id, guest) for guest in guests[:2]]
    await _share(actor, first, second)
    new = gifts.NewGift("demo-gift", first.membership_id, GIVEN, "A cake for Ira's birthday", STAR.phone)
    prepared = await gifts.prepare(first.person_id, new)
    await gifts.confirm(actor, first.person_id, first.membership_id, prepared.id)


async def _proved(program_id: UUID, guest: Guest) -> Member:
    """The guest, who has proved the number."""
    owner, _ = await customers.claim_phone(guest.phone)
    for card in (await customers.memberships_of([owner]))[owner]:
        if card.program_id == program_id:
            return replace(card, person_id=owner)
    raise RuntimeError(f"{guest.name} was not enrolled")


async def _share(actor: Actor, first: Member, second: Member) -> None:
    mine = (actor, first.person_id, first.membership_id)
    await households.create(*mine, "Next door")
    asked = await households.invite(*mine, HouseholdRole.ADULT)
    await households.answer(
        actor, second.person_id, second.membership_id, accepts=True, code=asked.code, shares_points=True
    )
    await households.invite(*mine, HouseholdRole.ADULT, phone=STAR.phone)
