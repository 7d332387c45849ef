"""Keys of the API through the schema: made, used, rotated, revoked."""

from typing import Any

import pytest

from api import identity
from api.core.errors import Unauthenticated
from api.core.ids import to_global_id
from tests.factories.businesses import make_business, token_of
from tests.factories.identity import api_keys_of, make_api_key, make_staff
from tests.graphql.asking import answer, ask, codes, do, refusals

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_a_key_is_made_used_rotated_and_revoked(db: None) -> None:
    """Given a key, when its life goes on, then each secret works exactly as long as it should."""
    tenant = await make_business()
    token = await token_of(tenant)
    wanted = "secret apiKey { id name prefix scopes ratePerMinute revokedAt }"
    made = await do("createApiKey", {"name": "Till app", "scopes": ["stores.read"]}, wanted, token=token)
    key, secret = made["apiKey"], made["secret"]
    assert (key["scopes"], key["ratePerMinute"], key["revokedAt"]) == (["stores.read"], 600, None)
    assert secret.startswith(key["prefix"])
    store = to_global_id("Store", tenant.store_id)
    query = "query($id: ID!) { store(id: $id) { name } }"
    assert (await ask(query, {"id": store}, token=secret))["store"] == {"name": "Kaapi House"}
    assert codes(await answer("{ customers { totalCount } }", token=secret)) == ["FORBIDDEN"]
    rotated = await do("rotateApiKey", {"apiKeyId": key["id"]}, wanted, token=token)
    with pytest.raises(Unauthenticated):
        await identity.authenticate(secret)
    assert (await ask(query, {"id": store}, token=rotated["secret"]))["store"] == {"name": "Kaapi House"}
    revoked = await do("revokeApiKey", {"apiKeyId": key["id"]}, wanted, token=token)
    assert (revoked["secret"], revoked["apiKey"]["revokedAt"] is not None) == (None, True)
    with pytest.raises(Unauthenticated):
        await identity.authenticate(rotated["secret"])


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"name": "X", "scopes": []}, "BAD_INPUT", ["scopes"]),
        ({"name": "X", "scopes": ["points.mint"]}, "BAD_INPUT", ["scopes"]),
        ({"name": " ", "scopes": ["points.read"]}, "BAD_INPUT", ["name"]),
        (
            {"name": "X", "scopes": ["points.read"], "expiresAt": "2020-01-01T00:00:00Z"},
            "BAD_INPUT",
            ["expiresAt"],
        ),
    ],
)
async def test_bad_keys_are_refused_at_their_path(
    db: None, given: dict[str, Any], code: str, path: list[str]
) -> None:
    """Given one bad value, when a key is made, then the payload names it and there is no key."""
    tenant = await make_business()
    done = await do("createApiKey", given, "secret", token=await token_of(tenant))
    assert (refusals(done), done["secret"]) == ([(code, path)], None)
    assert await api_keys_of(tenant.business_id) == []


async def test_a_key_makes_no_keys_and_opens_no_till(db: None) -> None:
    """Given a key of few scopes, when it reaches for more, then it is refused."""
    tenant = await make_business()
    key = (await make_api_key(tenant.business_id, "api_keys.manage")).secret
    beyond = await do("createApiKey", {"name": "X", "scopes": ["points.adjust"]}, "secret", token=key)
    assert (refusals(beyond), beyond["secret"]) == ([("FORBIDDEN", ["scopes"])], None)
    staff = await make_staff(tenant.program_id, tenant.business_id)
    given = {"staffId": to_global_id("StaffMember", staff.staff_id), "pin": "1234"}
    assert refusals(await do("switchTillStaff", given, "isNew", token=key)) == [("FORBIDDEN", [])]
    assert refusals(await do("setTillPin", {"pin": "1234"}, "", token=key)) == [("FORBIDDEN", [])]
