"""How `node(id:)` finds tenants: one's own from inside, anybody's from outside."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from api import businesses
from api.graphql.base import Info, reads_nodes, requires, signed_in, staff
from api.graphql.businesses.types import (
    Business,
    Participant,
    Program,
    PublicBusiness,
    PublicProgram,
    ShopBrand,
    Store,
    show_business,
    show_participant,
    show_program,
    show_public_business,
    show_public_program,
    show_shop_brand,
    show_store,
)


@reads_nodes(Business, staff())
async def read_businesses(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Business]:
    """One's own business alone."""
    mine = info.context.viewer.the_business()
    found = await businesses.businesses_by_id(key for key in keys if key == mine)
    return {key: show_business(each) for key, each in found.items()}


@reads_nodes(Program, staff())
async def read_programs(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Program]:
    """One's own program alone."""
    mine = info.context.viewer.the_program()
    found = await businesses.program_rules(key for key in keys if key == mine)
    return {key: show_program(each) for key, each in found.items()}


@reads_nodes(Participant, staff())
async def read_participants(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Participant]:
    """Those of one's own program."""
    mine = info.context.viewer.the_program()
    rules = await businesses.rules_for(mine)
    everyone = (await businesses.participants_of([mine])).get(mine, [])
    return {each.id: show_participant(each, rules.currency) for each in everyone if each.id in keys}


@reads_nodes(Store, requires("stores.read"))
async def read_stores(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Store]:
    """Those of one's own business."""
    mine = info.context.viewer.the_business()
    found = await businesses.stores_by_id(keys)
    return {key: show_store(each) for key, each in found.items() if each.business_id == mine}


@reads_nodes(ShopBrand, staff())
async def read_shop_brands(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, ShopBrand]:
    """Those of one's own business."""
    mine = info.context.viewer.the_business()
    found = await businesses.shop_brands_by_id(keys)
    return {key: show_shop_brand(each) for key, each in found.items() if each.business_id == mine}


@reads_nodes(PublicBusiness, signed_in())
async def read_public_businesses(_: Info, keys: Sequence[UUID]) -> Mapping[UUID, PublicBusiness]:
    """Anybody's look is public."""
    found = await businesses.businesses_by_id(keys)
    return {key: show_public_business(each) for key, each in found.items()}


@reads_nodes(PublicProgram, signed_in())
async def read_public_programs(_: Info, keys: Sequence[UUID]) -> Mapping[UUID, PublicProgram]:
    """Any program's name is public."""
    found = await businesses.program_rules(keys)
    return {key: show_public_program(each) for key, each in found.items()}
