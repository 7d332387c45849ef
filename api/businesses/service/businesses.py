"""Verbs of businesses: opening one, changing its name and look, its logo."""

from uuid import UUID

from api.businesses import queries, rules
from api.businesses.events import BusinessCreated, BusinessUpdated
from api.businesses.models import Business, Participant, Program, ShopBrand
from api.businesses.service.saving import apply, check_version
from api.businesses.types import (
    BusinessChanges,
    BusinessInfo,
    EarnRate,
    ParticipantRole,
)
from api.core import audit, db, files, outbox
from api.core.audit import Actor
from api.core.clock import zone
from api.core.errors import NotFound


async def create_business(
    actor: Actor,
    *,
    name: str,
    currency: str | None = None,
    time_zone: str | None = None,
    region: str | None = None,
    earn_rate: EarnRate | None = None,
    contact_name: str = "",
    contact_email: str | None = None,
    stock_color: str = rules.DEFAULT_STOCK_COLOR,
    foil_color: str = rules.DEFAULT_FOIL_COLOR,
    motif: str = "",
    initials: str | None = None,
    program_id: UUID | None = None,
) -> BusinessInfo:
    """Opens a business with a program of its own (currency, time zone and region are needed then), or as a partner in
    the coalition `program_id`, where `earn_rate` is its own rate.

    Refuses bad values with BAD_INPUT, BAD_MONEY or BAD_TIME_ZONE at their path, an unknown program with NOT_FOUND.
    """
    values = rules.business(
        BusinessChanges(
            name=name,
            contact_name=contact_name,
            contact_email=contact_email,
            stock_color=stock_color,
            foil_color=foil_color,
            motif=motif,
            initials=rules.initials_of(name) if initials is None else initials,
            earn_rate=earn_rate,
        )
    )
    rate = values.pop("earn_rate", None)
    async with db.transaction():
        if program_id is None:
            program = await _open_program(values["name"], currency or "", time_zone or "", region or "", rate)
            role, own_rate = ParticipantRole.OWNER, None
        else:
            program = await _join_program(program_id)
            role, own_rate = ParticipantRole.PARTNER, rate
        business = await Business.create(program_id=program.id, **values)
        await _take_part(actor, business, role, own_rate)
        return await _shown(business.id)


async def _take_part(
    actor: Actor, business: Business, role: ParticipantRole, own_rate: EarnRate | None
) -> None:
    """Makes the new business a participant of its program, and tells of it."""
    await Participant.create(
        program_id=business.program_id,
        business_id=business.id,
        role=role,
        earn_points=own_rate and own_rate.points,
        earn_per_minor=own_rate and own_rate.per_minor,
    )
    await audit.record(
        actor,
        "businesses.created",
        target=("Business", business.id),
        after={"name": business.name, "role": role},
        program_id=business.program_id,
        business_id=business.id,
    )
    await outbox.announce(BusinessCreated(program_id=business.program_id, business_id=business.id))


async def _open_program(
    name: str, currency: str, time_zone: str, region: str, rate: EarnRate | None
) -> Program:
    currency = rules.currency(currency)
    rate = rate or rules.default_earn_rate(currency)
    return await Program.create(
        name=name,
        currency=currency,
        time_zone=zone(time_zone).key,
        region=rules.region(region),
        earn_points=rate.points,
        earn_per_minor=rate.per_minor,
        point_value_micro_minor=rules.default_point_value(currency),
    )


async def _join_program(program_id: UUID) -> Program:
    program = await Program.select_for_update().get_or_none(id=program_id)
    if program is None:
        raise NotFound("There is no such program.", path=("programId",))
    if not program.is_coalition:
        program.is_coalition = True
        program.version += 1
        await program.save(update_fields=["is_coalition", "version"])
    return program


async def update_business(
    actor: Actor, business_id: UUID, changes: BusinessChanges, *, version: int | None = None
) -> BusinessInfo:
    """Changes what is given. Refuses bad values at their path, CONFLICT for a `version` that is no longer current."""
    cleaned = rules.business(changes)
    async with db.transaction():
        business = await _for_update(business_id)
        check_version(business.version, version)
        before, after = await _set_rate(business, cleaned) if "earn_rate" in cleaned else ({}, {})
        cleaned.pop("earn_rate", None)
        was, becomes = apply(business, cleaned)
        if after or becomes:
            await _save(actor, business, {**was, **before}, {**becomes, **after})
        return await _shown(business_id)


async def _set_rate(
    business: Business, cleaned: BusinessChanges
) -> tuple[dict[str, object], dict[str, object]]:
    rate = cleaned.get("earn_rate")
    participant = await Participant.get(program_id=business.program_id, business_id=business.id)
    values = {
        "earn_points": None if rate is None else rate.points,
        "earn_per_minor": None if rate is None else rate.per_minor,
    }
    before, after = apply(participant, values)
    if after:
        await participant.save(update_fields=list(after))
    return before, after


async def upload_logo(
    actor: Actor, business_id: UUID, content: bytes, *, shop_brand_id: UUID | None = None
) -> BusinessInfo:
    """Gives a business (or one of its shop brands) a PNG, JPEG or WebP of at most 512 kB; others: BAD_FILE."""
    async with db.transaction():
        business = await _for_update(business_id)
        file_id = await files.store(content, program_id=business.program_id, business_id=business_id)
        if shop_brand_id is None:
            before, after = apply(business, {"logo_file_id": file_id})
            if after:
                await _save(actor, business, before, after)
        else:
            await _set_brand_logo(actor, business, shop_brand_id, file_id)
        return await _shown(business_id)


async def _set_brand_logo(actor: Actor, business: Business, shop_brand_id: UUID, file_id: UUID) -> None:
    brand = await ShopBrand.get_or_none(
        id=shop_brand_id, program_id=business.program_id, business_id=business.id
    )
    if brand is None:
        raise NotFound("There is no such shop brand.", path=("shopBrandId",))
    before, after = apply(brand, {"logo_file_id": file_id})
    if after:
        await brand.save(update_fields=list(after))
        await _tell(actor, business, "businesses.shop_brand_updated", ("ShopBrand", brand.id), before, after)


async def _for_update(business_id: UUID) -> Business:
    business = await Business.select_for_update().get_or_none(id=business_id)
    if business is None:
        raise NotFound("There is no such business.")
    return business


async def _save(
    actor: Actor, business: Business, before: dict[str, object], after: dict[str, object]
) -> None:
    business.version += 1
    own = [name for name in after if not name.startswith("earn_")]
    await business.save(update_fields=[*own, "version"])
    await _tell(actor, business, "businesses.updated", ("Business", business.id), before, after)


async def _tell(
    actor: Actor,
    business: Business,
    action: str,
    target: tuple[str, UUID],
    before: dict[str, object],
    after: dict[str, object],
) -> None:
    tenant = {"program_id": business.program_id, "business_id": business.id}
    await audit.record(actor, action, target=target, before=before, after=after, **tenant)
    await outbox.announce(BusinessUpdated(**tenant))


async def _shown(business_id: UUID) -> BusinessInfo:
    return (await queries.businesses_by_id([business_id]))[business_id]
