"""Makes a tenant with one of everything, through the public API."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from api import identity
from api.core.ids import to_global_id
from api.graphql.base.engine import Engine
from api.graphql.base.viewer import viewer_of
from tests.factories.businesses import make_business
from tests.factories.customers import some_phone
from tests.factories.identity import make_api_key, make_staff, make_token
from tests.graphql import filling
from tests.graphql.acting import do, member_of, number_of
from tests.graphql.sharing import allow, share
from tests.graphql.worlds import ID_OF, LIVING, World, id_of


async def make_world(engine: Engine) -> World:
    """A business with one of everything."""
    secret = f"zq{uuid4().hex[:10]}"
    tenant = await make_business(name=f"Shop {secret}")
    world = World(tenant, secret, some_phone())
    staff = await make_staff(tenant.program_id, tenant.business_id, role="owner", name=f"Owner {secret}")
    world.owner = viewer_of(await identity.authenticate(await make_token(staff)))
    for query, variables in _things(world):
        await do(engine, world, query, variables)
    await filling.sell(engine, world)
    await filling.reward(engine, world)
    await allow(tenant)
    await share(tenant, await member_of(world), secret)
    await filling.present(engine, world)
    await filling.hold(engine, world)
    await filling.write(world)
    await filling.wait(engine, world)
    await filling.invite_partner(engine, world)
    await filling.sync(world)
    await filling.merge(engine, world)
    await make_api_key(tenant.business_id, "customers.read")
    await _collect(world)
    return world


def _things(world: World) -> Sequence[tuple[str, dict[str, Any]]]:
    secret, store = world.secret, to_global_id("Store", world.tenant.store_id)
    colours = {"stockColor": "#1f3d2b", "foilColor": "#e8c36a"}
    return (
        ("createShopBrand(input: $i)", {"CreateShopBrandInput": {"name": secret, **colours}}),
        ("createRole(input: $i)", {"CreateRoleInput": {"name": secret, "permissions": ["customers.read"]}}),
        ("saveCategory(input: $i)", {"SaveCategoryInput": {"code": secret, "name": secret}}),
        ("saveProductBrand(input: $i)", {"SaveProductBrandInput": {"code": secret, "name": secret}}),
        ("saveProduct(input: $i)", {"SaveProductInput": {"sku": secret, "name": secret}}),
        (
            "saveEarnRule(input: $i)",
            {"SaveEarnRuleInput": {"name": secret, "kind": "BONUS", "bonusPoints": 5}},
        ),
        (
            "saveTierLadder(input: $i)",
            {
                "SaveTierLadderInput": {
                    "measure": "EARNED",
                    "window": "ROLLING_MONTHS",
                    "tiers": [{"name": secret, "threshold": 10, "benefits": [{"text": secret}]}],
                }
            },
        ),
        (
            "saveStampDesign(input: $i)",
            {"SaveStampDesignInput": {"name": secret, "stampsNeeded": 10, "earning": "PER_VISIT"}},
        ),
        (
            "saveCustomerView(input: $i)",
            {
                "SaveCustomerViewInput": {
                    "name": secret,
                    "sort": "NAME",
                    "columns": ["NAME"],
                    "isShared": True,
                }
            },
        ),
        (
            "enrolCustomer(input: $i)",
            {"EnrolCustomerInput": {"phone": world.phone, "name": secret, "storeId": store}},
        ),
    )


async def _collect(world: World) -> None:
    world.person = await id_of(
        world,
        f"SELECT person_id FROM ({LIVING}) living JOIN membership USING (id) WHERE $2::uuid IS NOT NULL",
    )
    for type_name, sql in ID_OF.items():
        world.ids[type_name] = to_global_id(type_name, await id_of(world, sql))
    # not the secret: what a caller writes into its own things is shown to it again
    world.texts["email"] = f"{uuid4().hex}@example.com"
    world.texts["code"] = await number_of(world)
