"""Tenants through the schema: what staff see and change, and what others do not."""

import base64
from typing import Any

import pytest

from api import businesses
from api.core import files
from api.core.ids import from_global_id, to_global_id
from tests.factories.businesses import Tenant, make_business
from tests.factories.identity import Staff, make_customer_session, make_staff, make_token
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

BUSINESS = """{ business { id name contactName contactEmail version
  brand { name stockColor foilColor motif initials logoUrl }
  program { name pointsName currency timeZone region isCoalition rounding pointValue expiryKind expiryMonths pendingKind
    pendingDays pendingUntil shortfallPolicy reinstatementDays voidWindowSeconds version
    earnRate { points perAmount { minorUnits currency } }
    limits { mode perTransaction perDay perWeek perMonth balance staffAwardsPerHour storePointsPerDay }
    participants { role earnRate { points perAmount { minorUnits } } business { id brand { name } } } }
  earnRate { points perAmount { minorUnits currency } }
  stores { id name code isActive shopBrand { brand { name } } } shopBrands { brand { name } isActive }
  earnRules { id } } }"""
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


async def _owner(tenant: Tenant, role: str = "owner") -> str:
    return await make_token(await make_staff(tenant.program_id, tenant.business_id, role=role))


async def test_staff_see_their_business_with_all_settings(db: None) -> None:
    """Given a new business, when its owner asks for everything, then each value is the one it began with."""
    tenant = await make_business()
    found = (await ask(BUSINESS, token=await _owner(tenant)))["business"]
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
    token = await _owner(tenant)
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
    done = await do("updateBusiness", given, "business { name }", token=await _owner(tenant))
    assert done["business"] is None
    assert [(error["code"], error["path"]) for error in done["errors"]] == [(code, path)]
    kept = (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id]
    assert (kept.name, kept.version) == ("Kaapi House", 1)


async def test_the_owner_changes_every_setting_of_the_program(db: None) -> None:
    """Given all settings, when saved, then each reads back."""
    tenant = await make_business()
    limits = {
        "mode": "CAP",
        "perTransaction": 100,
        "perDay": 200,
        "perWeek": 300,
        "perMonth": 400,
        "balance": 5_000,
        "staffAwardsPerHour": 6,
        "storePointsPerDay": 7_000,
    }
    plain = {
        "name": "Kaapi Club",
        "pointsName": "beans",
        "timeZone": "Europe/Berlin",
        "rounding": "HALF_UP",
        "pointValue": 12.5,
        "expiryKind": "END_OF_QUARTER",
        "expiryMonths": 6,
        "pendingKind": "FIXED_DATE",
        "pendingDays": 0,
        "pendingUntil": "2999-01-01T00:00:00Z",
        "shortfallPolicy": "WRITE_OFF",
        "reinstatementDays": 10,
        "voidWindowSeconds": 60,
        "limits": limits,
    }
    given = plain | {"earnRate": {"points": 2, "perMinorUnits": 700}, "version": 1}
    wanted = f"program {{ {' '.join(set(plain) - {'limits'})} limits {{ {' '.join(limits)} }} version }}"
    done = await do("updateProgram", given, wanted, token=await _owner(tenant))
    assert done == {"program": plain | {"version": 2}, "errors": []}


async def test_limits_come_as_a_whole(db: None) -> None:
    """Given limits, when new ones name fewer, then the others are gone."""
    tenant = await make_business()
    token = await _owner(tenant)
    wanted = "program { limits { mode perDay balance } }"
    await do("updateProgram", {"limits": {"perDay": 10, "balance": 20, "mode": "CAP"}}, wanted, token=token)
    done = await do("updateProgram", {"limits": {"balance": 30}}, wanted, token=token)
    assert done["program"]["limits"] == {"mode": "REFUSE", "perDay": None, "balance": 30}


@pytest.mark.parametrize("role", ["manager", "cashier", "analyst"])
async def test_only_owners_change_business_and_program(db: None, role: str) -> None:
    """Given other roles, when they change business, program, brand or logo, then each is refused at the door."""
    tenant = await make_business()
    token = await _owner(tenant, role)
    for mutation, given in (
        ("updateBusiness", {"name": "Mine"}),
        ("updateProgram", {"name": "Mine"}),
        ("createShopBrand", {"name": "Mine", "stockColor": "#111111", "foilColor": "#222222"}),
        ("uploadLogo", {"contentBase64": base64.b64encode(PNG).decode()}),
    ):
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        query = f"mutation($i: {kind}!) {{ {mutation}(input: $i) {{ errors {{ code }} }} }}"
        assert codes(await answer(query, {"i": given}, token=token)) == ["FORBIDDEN"]
    kept = (await businesses.businesses_by_id([tenant.business_id]))[tenant.business_id]
    assert (kept.version, (await businesses.rules_for(tenant.program_id)).version) == (1, 1)


async def test_stores_and_brands_are_made_changed_and_linked(db: None) -> None:
    """Given a brand, when a store gets it and loses it again, then the store shows it and shows none."""
    tenant = await make_business()
    token = await _owner(tenant)
    brand = await do(
        "createShopBrand",
        {"name": "Book Nook", "stockColor": "#112233", "foilColor": "#445566", "motif": "book"},
        "shopBrand { id isActive brand { name motif initials } }",
        token=token,
    )
    assert brand["shopBrand"]["brand"] == {"name": "Book Nook", "motif": "book", "initials": "BN"}
    brand_id = brand["shopBrand"]["id"]
    wanted = "store { id code city isActive version shopBrand { brand { name } } }"
    made = await do(
        "createStore",
        {"name": "Bandra", "code": "MUM-02", "city": "Mumbai", "shopBrandId": brand_id},
        wanted,
        token=token,
    )
    store = made["store"]
    assert (store["code"], store["shopBrand"]) == ("MUM-02", {"brand": {"name": "Book Nook"}})
    changed = await do(
        "updateStore",
        {"storeId": store["id"], "shopBrandId": None, "isActive": False, "version": 1},
        wanted,
        token=token,
    )
    assert (changed["store"]["shopBrand"], changed["store"]["isActive"], changed["store"]["city"]) == (
        None,
        False,
        "Mumbai",
    )
    renamed = await do(
        "updateShopBrand",
        {"shopBrandId": brand_id, "name": "Nook", "isActive": False},
        "shopBrand { isActive brand { name } }",
        token=token,
    )
    assert renamed["shopBrand"] == {"isActive": False, "brand": {"name": "Nook"}}
    taken = await do("createStore", {"name": "Again", "code": "MUM-02"}, "store { id }", token=token)
    assert [(error["code"], error["path"]) for error in taken["errors"]] == [("CONFLICT", ["code"])]


async def test_another_businesss_store_is_null_and_cannot_be_changed(db: None) -> None:
    """Given a store of B, when A's owner asks for, finds or changes it, then there is nothing."""
    mine, other = await make_business(), await make_business(name="Other")
    token = await _owner(mine)
    store = to_global_id("Store", other.store_id)
    assert await ask(
        "query($id: ID!) { store(id: $id) { name } node(id: $id) { id } }", {"id": store}, token=token
    ) == {
        "store": None,
        "node": None,
    }
    done = await do("updateStore", {"storeId": store, "name": "Mine"}, "store { id }", token=token)
    assert [(error["code"], error["path"]) for error in done["errors"]] == [("NOT_FOUND", ["storeId"])]
    assert (await businesses.stores_by_id([other.store_id]))[other.store_id].name == "Other"


async def test_every_tenant_object_is_found_again_by_its_id(db: None) -> None:
    """Given one's own objects, when asked for by id, then each is found; of a stranger only what is public."""
    tenant = await make_business()
    mine, stranger = await _owner(tenant), await _owner(await make_business())
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
    token = await _owner(tenant)
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
    assert set(codes(await answer(query, token=await _owner(tenant, "cashier")))) == {"FORBIDDEN"}
    found = (await ask(query, token=await _owner(tenant)))["business"]
    assert {each["role"]["key"] for each in found["staff"]} == {"owner", "cashier"}
    assert {each["business"]["name"] for each in found["staff"]} == {"Kaapi House"}
    assert [each["key"] for each in found["roles"]] == ["analyst", "cashier", "manager", "owner"]
    assert (found["invitations"], found["apiKeys"]) == ([], [])


async def test_a_partner_sees_the_coalition_and_cannot_change_its_program(db: None) -> None:
    """Given a coalition, when the partner's owner looks, then both take part; changing is refused in the payload."""
    first = await make_business()
    second = await make_business(name="Book Nook", program_id=first.program_id)
    token = await _owner(second)
    program = (await ask(BUSINESS, token=token))["business"]["program"]
    assert program["isCoalition"] is True
    assert [each["business"]["brand"]["name"] for each in program["participants"]] == [
        "Kaapi House",
        "Book Nook",
    ]
    ids = [from_global_id(each["business"]["id"])[1] for each in program["participants"]]
    assert ids == [first.business_id, second.business_id]
    done = await do("updateProgram", {"name": "Mine"}, "program { id }", token=token)
    assert [error["code"] for error in done["errors"]] == ["FORBIDDEN"]
    assert (await businesses.rules_for(first.program_id)).name == "Kaapi House"


async def test_todays_numbers_ask_for_a_permission_and_ones_own_store(db: None) -> None:
    """Given staff without `purchases.read`, when they ask for today, then it is refused; with it, it begins at zero."""
    tenant = await make_business()
    query = "{ business { stores { today { bills amount { minorUnits } } } } }"

    async def as_holder_of(*permissions: str) -> Staff:
        return await make_staff(tenant.program_id, tenant.business_id, permissions=frozenset(permissions))

    without = await make_token(await as_holder_of("stores.read"))
    assert codes(await answer(query, token=without)) == ["FORBIDDEN"]
    found = await ask(query, token=await make_token(await as_holder_of("purchases.read")))
    assert found["business"]["stores"] == [{"today": {"bills": 0, "amount": {"minorUnits": 0}}}]
