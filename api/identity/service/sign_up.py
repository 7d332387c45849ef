"""Businesses signing up: everything that a business needs to work, in one transaction."""

from dataclasses import replace
from uuid import UUID

from api import businesses
from api.businesses import BusinessInfo, EarnRate, StoreInfo
from api.core import db
from api.core.audit import Actor, ActorKind
from api.core.errors import NotFound
from api.core.ids import new_id
from api.identity import rules
from api.identity.errors import EmailTaken
from api.identity.passwords import hash_secret
from api.identity.permissions import OWNER
from api.identity.queries import people
from api.identity.service.roles import ensure_builtin_roles
from api.identity.service.sessions import Device, open_session
from api.identity.service.staff import NewStaff, join
from api.identity.types import Face, SignedIn, SignInMethod, StaffInfo

NEW_USER = """
    INSERT INTO app_user (id, email, display_name, password_hash, is_platform_admin) VALUES ($1, $2, $3, $4, false)
    ON CONFLICT (email) DO NOTHING RETURNING id
"""


async def set_up_business(
    actor: Actor,
    *,
    name: str,
    currency: str | None = None,
    time_zone: str | None = None,
    region: str | None = None,
    owner: NewStaff,
    earn_rate: EarnRate | None = None,
    stock_color: str | None = None,
    foil_color: str | None = None,
    program_id: UUID | None = None,
) -> tuple[BusinessInfo, StoreInfo, StaffInfo]:
    """A business ready to work: program (or a place in the coalition `program_id`), roles, a first store, an owner.

    Refuses bad values at their path (`businessName` for the name), a weak password, and EMAIL_TAKEN.
    """
    email = businesses.clean_email(owner.email)
    contact = businesses.clean_text(owner.name, ("contactName",), longest=120)
    shown_name = businesses.clean_text(name, ("businessName",), longest=120)
    password_hash = await hash_secret(rules.check_password(owner.password, email))
    async with db.transaction():
        user_id = await db.fetchval(NEW_USER, new_id(), email, contact, password_hash)
        if user_id is None:
            raise EmailTaken("Someone has signed up with this e-mail. Please sign in.", path=("email",))
        return await open_for(
            actor,
            user_id,
            name=shown_name,
            contact=contact,
            email=email,
            currency=currency,
            time_zone=time_zone,
            region=region,
            earn_rate=earn_rate,
            stock_color=stock_color,
            foil_color=foil_color,
            program_id=program_id,
        )


async def open_for(
    actor: Actor,
    user_id: UUID,
    *,
    name: str,
    contact: str,
    email: str,
    currency: str | None = None,
    time_zone: str | None = None,
    region: str | None = None,
    earn_rate: EarnRate | None = None,
    stock_color: str | None = None,
    foil_color: str | None = None,
    program_id: UUID | None = None,
) -> tuple[BusinessInfo, StoreInfo, StaffInfo]:
    """A business for a user who becomes its owner, with roles and a first store."""
    actor = actor if actor.id is not None else replace(actor, id=user_id, name=actor.name or contact)
    async with db.transaction():
        business = await businesses.create_business(
            actor,
            name=name,
            currency=currency,
            time_zone=time_zone,
            region=region,
            earn_rate=earn_rate,
            contact_name=contact,
            contact_email=email,
            program_id=program_id,
            **{
                part: value
                for part, value in (("stock_color", stock_color), ("foil_color", foil_color))
                if value is not None
            },
        )
        await ensure_builtin_roles(business.program_id, business.id)
        store = await businesses.create_store(actor, business.id, name=name, code="1")
        role = await people.role_by_key(business.id, OWNER)
        staff = await join(actor, user_id, role.id, business.id, contact)
    return business, store, staff


async def register_business(
    *,
    business_name: str,
    owner: NewStaff,
    currency: str,
    time_zone: str,
    region: str,
    device: Device,
    earn_rate: EarnRate | None = None,
    stock_color: str | None = None,
    foil_color: str | None = None,
) -> SignedIn:
    """Signs up a business and its owner, and signs the owner in. Refuses as `set_up_business`."""
    actor = Actor(ActorKind.STAFF, name=owner.name.strip()[:120], address=device.address)
    async with db.transaction():
        _, _, staff = await set_up_business(
            actor,
            name=business_name,
            currency=currency,
            time_zone=time_zone,
            region=region,
            owner=owner,
            earn_rate=earn_rate,
            stock_color=stock_color,
            foil_color=foil_color,
        )
        if staff.user_id is None:
            raise NotFound("There is no such user.")
        return await open_session(staff.user_id, Face.STAFF, SignInMethod.PASSWORD, device, staff_id=staff.id)
