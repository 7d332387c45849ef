"""Makers of tenants."""

from dataclasses import dataclass
from uuid import UUID, uuid4

from api import businesses
from api.businesses import EarnRate, ProgramChanges
from api.core.audit import SYSTEM, Actor, ActorKind
from tests.factories.identity import make_staff, make_token


@dataclass(frozen=True, slots=True)
class Tenant:
    """A business with its program, one store and its owner."""

    program_id: UUID
    business_id: UUID
    store_id: UUID
    owner: Actor


async def make_business(
    *,
    name: str = "Kaapi House",
    currency: str = "INR",
    time_zone: str = "Asia/Kolkata",
    region: str = "IN",
    earn_rate: EarnRate | None = None,
    rules: ProgramChanges | None = None,
    program_id: UUID | None = None,
) -> Tenant:
    """A business of its own, or a partner in the coalition `program_id`; `rules` are settings of its program.

    Without them: INR, one point for ten rupees, no waiting, twelve rolling months.
    """
    business = await businesses.create_business(
        SYSTEM,
        name=name,
        currency=currency,
        time_zone=time_zone,
        region=region,
        earn_rate=earn_rate,
        program_id=program_id,
    )
    if rules:
        await businesses.update_program(SYSTEM, business.program_id, rules, business_id=business.id)
    store = await businesses.create_store(SYSTEM, business.id, name=name, code=uuid4().hex[:8])
    staff = await make_staff(business.program_id, business.id, role="owner", name="Asha Rao")
    owner = Actor(
        ActorKind.STAFF,
        id=staff.user_id,
        name="Asha Rao",
        program_id=business.program_id,
        business_id=business.id,
        staff_id=staff.staff_id,
    )
    return Tenant(business.program_id, business.id, store.id, owner)


async def token_of(tenant: Tenant, role: str = "owner") -> str:
    """An access token of somebody new who works there in that role."""
    return await make_token(await make_staff(tenant.program_id, tenant.business_id, role=role))
