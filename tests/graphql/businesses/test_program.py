"""A program's settings through the schema: the owner's alone."""

import base64

import pytest

from api import businesses
from api.core.ids import from_global_id
from tests.factories.businesses import make_business, token_of
from tests.graphql.asking import answer, ask, codes, do
from tests.graphql.businesses.own_business import BUSINESS, PNG

pytestmark = pytest.mark.integration


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
    done = await do("updateProgram", given, wanted, token=await token_of(tenant))
    assert done == {"program": plain | {"version": 2}, "errors": []}


async def test_limits_come_as_a_whole(db: None) -> None:
    """Given limits, when new ones name fewer, then the others are gone."""
    tenant = await make_business()
    token = await token_of(tenant)
    wanted = "program { limits { mode perDay balance } }"
    await do("updateProgram", {"limits": {"perDay": 10, "balance": 20, "mode": "CAP"}}, wanted, token=token)
    done = await do("updateProgram", {"limits": {"balance": 30}}, wanted, token=token)
    assert done["program"]["limits"] == {"mode": "REFUSE", "perDay": None, "balance": 30}


@pytest.mark.parametrize("role", ["manager", "cashier", "analyst"])
async def test_only_owners_change_business_and_program(db: None, role: str) -> None:
    """Given other roles, when they change business, program, brand or logo, then each is refused at the door."""
    tenant = await make_business()
    token = await token_of(tenant, role)
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


async def test_a_partner_sees_the_coalition_and_cannot_change_its_program(db: None) -> None:
    """Given a coalition, when the partner's owner looks, then both take part; changing is refused in the payload."""
    first = await make_business()
    second = await make_business(name="Book Nook", program_id=first.program_id)
    token = await token_of(second)
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
