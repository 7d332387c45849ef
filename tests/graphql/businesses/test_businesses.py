"""Tenants through the schema: what staff see and change, and what others do not."""

import base64
from typing import Any

import pytest

from api import businesses
from api.core import files
from api.core.ids import to_global_id
from tests.factories.businesses import make_business, token_of
from tests.factories.identity import make_customer_session
from tests.graphql.asking import answer, ask, codes, do, refusals
from tests.graphql.businesses.own_business import BUSINESS, PNG

pytestmark = pytest.mark.integration


async def test_staff_see_their_business_with_all_settings(db: None) -> None:
    """Given a new business, when its owner asks for everything, then each value is the one it began with."""
    tenant = await make_business()
    found = (await ask(BUSINESS, token=await token_of(tenant)))["business"]
    assert found["id"] == to_global_id("Business", tenant.business_id)
    assert (found["name"], found["version"], found["shopBrands"], found["earnRules"]) == (
        "Kaapi House",
        1,
        [],
        [],
    )
    assert found["brand"] == {
        "name": "Kaapi House",
        "stockColor": "#8e1b4b",
        "foilColor": "#ffb21c",
        "motif": "",
        "initials": "KH",
        "logoUrl": None,
    }
    program = found["program"]
    assert (program["currency"], program["timeZone"], program["region"]) == ("INR", "Asia/Kolkata", "IN")
    assert (program["pointValue"], program["rounding"], program["isCoalition"]) == (10.0, "FLOOR", False)
    assert (program["expiryKind"], program["expiryMonths"]) == ("ROLLING_MONTHS", 12)
    assert (program["pendingKind"], program["pendingDays"], program["pendingUntil"]) == ("NONE", 0, None)
    assert program["limits"] == {
        "mode": "REFUSE",
        "perTransaction": None,
        "perDay": None,
        "perWeek": None,
        "perMonth": None,
        "balance": None,
        "staffAwardsPerHour": None,
        "storePointsPerDay": None,
    }
    rate = {"points": 1, "perAmount": {"minorUnits": 1_000, "currency": "INR"}}
    assert (program["earnRate"], found["earnRate"]) == (rate, rate)
    (participant,) = program["participants"]
    assert (participant["role"], participant["business"]["brand"]["name"]) == ("OWNER", "Kaapi House")
    (store,) = found["stores"]
    assert (store["id"], store["shopBrand"]) == (to_global_id("Store", tenant.store_id), None)


async def test_customers_and_strangers_have_no_business(db: None) -> None:
    """Given a customer and nobody, when they ask for the business, then each is told why not."""
    customer = (await make_customer_session()).tokens.access_token
    assert codes(await answer(BUSINESS, token=customer)) == ["FORBIDDEN"]
    assert codes(await answer(BUSINESS)) == ["UNAUTHENTICATED"]


async def test_the_owner_changes_business_look_and_rate(db: None) -> None:
    """Given changes, when saved, then they read back; what is left out stays; null gives the rate back."""
    tenant = await make_business()
    token = await token_of(tenant)
    wanted = "business { name contactEmail version brand { foilColor } earnRate { points perAmount { minorUnits } } }"
    given = {
        "name": " Kaapi ",
        "contactEmail": "Hello@Kaapi.example",
        "foilColor": "#00FF00",
        "earnRate": {"points": 3, "perMinorUnits": 500},
        "version": 1,
    }
    done = await do("updateBusiness", given, wanted, token=token)
    assert done["errors"] == []
    assert done["business"] == {
        "name": "Kaapi",
        "contactEmail": "hello@kaapi.example",
        "version": 2,
        "brand": {"foilColor": "#00ff00"},
        "earnRate": {"points": 3, "perAmount": {"minorUnits": 500}},
    }
    back = await do("updateBusiness", {"earnRate": None, "contactEmail": None}, wanted, token=token)
    assert back["business"]["earnRate"] == {"points": 1, "perAmount": {"minorUnits": 1_000}}
    assert (back["business"]["contactEmail"], back["business"]["name"]) == (None, "Kaapi")


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": " "}, "BAD_INPUT", ["name"]),
        ({"stockColor": "red"}, "BAD_INPUT", ["stockColor"]),
        ({"earnRate": {"points": 0, "perMinorUnits": 1}}, "BAD_INPUT", ["earnRate", "points"]),
        ({"name": "X", "version": 7}, "CONFLICT", ["version"]),
    ],
)
async def test_refusals_name_the_field_and_change_nothing(
    db: None, given: dict[str, Any], code: str, path: list[str]
) -> None:
    """Given one bad value, when saved, then the payload says which, and the business stays."""
    tenant = await make_business()
    done = await do("updateBusiness", given, "business { name }", token=await token_of(tenant))
    assert done["business"] is None
    assert refusals(done) == [(code, path)]
    kept = (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id]
    assert (kept.name, kept.version) == ("Kaapi House", 1)


async def test_every_tenant_object_is_found_again_by_its_id(db: None) -> None:
    """Given one's own objects, when asked for by id, then each is found; of a stranger only what is public."""
    tenant = await make_business()
    mine, stranger = await token_of(tenant), await token_of(await make_business())
    participant = (await businesses.participants_of([tenant.program_id]))[tenant.program_id][0].id
    brand = await businesses.create_shop_brand(
        tenant.owner, tenant.business_id, name="B", stock_color="#111111", foil_color="#222222"
    )
    keys = {
        "Business": tenant.business_id,
        "Program": tenant.program_id,
        "Participant": participant,
        "Store": tenant.store_id,
        "ShopBrand": brand.id,
        "PublicBusiness": tenant.business_id,
        "PublicProgram": tenant.program_id,
    }
    for kind, key in keys.items():
        for token, sees in ((mine, True), (stranger, kind.startswith("Public"))):
            found = await ask(
                "query($id: ID!) { node(id: $id) { __typename id } }",
                {"id": to_global_id(kind, key)},
                token=token,
            )
            expected = {"__typename": kind, "id": to_global_id(kind, key)} if sees else None
            assert found == {"node": expected}


async def test_a_logo_is_uploaded_and_its_path_serves_its_bytes(db: None) -> None:
    """Given a picture in base64, when uploaded, then the look names a path whose file is that picture."""
    tenant = await make_business()
    token = await token_of(tenant)
    wanted = "business { brand { logoUrl } }"
    done = await do("uploadLogo", {"contentBase64": base64.b64encode(PNG).decode()}, wanted, token=token)
    path = done["business"]["brand"]["logoUrl"]
    assert path.startswith("/files/")
    kept = (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id].brand.logo_file_id
    assert kept is not None
    assert path == f"/files/{kept}"
    stored = await files.read(kept)
    assert stored is not None
    assert stored.content == PNG
    for content in ("%%%", base64.b64encode(b"<svg/>").decode()):
        refused = await do("uploadLogo", {"contentBase64": content}, wanted, token=token)
        assert [error["code"] for error in refused["errors"]] == ["BAD_FILE"]


async def test_staff_lists_are_for_those_who_may_read_staff(db: None) -> None:
    """Given a cashier and an owner, when they ask for staff, roles and keys, then only the owner is answered."""
    tenant = await make_business()
    staff = "staff { name role { key } business { name } } roles { key }"
    query = f"{{ business {{ {staff} invitations {{ id }} apiKeys {{ id }} }} }}"
    assert set(codes(await answer(query, token=await token_of(tenant, "cashier")))) == {"FORBIDDEN"}
    found = (await ask(query, token=await token_of(tenant)))["business"]
    assert {each["role"]["key"] for each in found["staff"]} == {"owner", "cashier"}
    assert {each["business"]["name"] for each in found["staff"]} == {"Kaapi House"}
    assert [each["key"] for each in found["roles"]] == ["analyst", "cashier", "manager", "owner"]
    assert (found["invitations"], found["apiKeys"]) == ([], [])
