"""Signing up, in and out through the schema."""

from typing import Any
from uuid import uuid4

import pytest

from api import identity
from api.core import db as core_db
from api.core.errors import Unauthenticated
from api.core.ids import to_global_id
from api.integrations import dev_inbox
from tests.factories.businesses import make_business
from tests.factories.customers import some_phone
from tests.factories.identity import (
    PASSWORD,
    make_api_key,
    make_customer_session,
    make_staff,
    sessions_of,
    sign_in,
)
from tests.graphql.asking import answer, ask, codes, do, refusals

pytestmark = [pytest.mark.integration, pytest.mark.security]

TOKENS = "tokens { accessToken accessTokenExpiresAt refreshToken }"
VIEWER = """viewer { face permissions user { id email displayName } staff { name role { key } business { name } }
  person { id name } sessions { id deviceName isCurrent face }
  workplaces { businessId role business { brand { name } } } }"""


def _business(email: str, **changes: Any) -> dict[str, Any]:
    return {
        "businessName": "Kaapi House",
        "contactName": "Asha Rao",
        "email": email,
        "password": PASSWORD,
        "currency": "INR",
        "timeZone": "Asia/Kolkata",
        "region": "IN",
        **changes,
    }


async def test_a_business_signs_up_signs_out_and_in_again(db: None) -> None:
    """Given a new owner, when signing up, out and in, then each step says who they are, and dead tokens are dead."""
    email = f"{uuid4().hex[:12]}@example.com"
    wanted = f"isNew {TOKENS} {VIEWER}"
    given = _business(
        email, deviceName="Desk", earnRate={"points": 5, "perMinorUnits": 10_000}, foilColor="#00ff00"
    )
    done = await do("registerBusiness", given, wanted)
    assert (done["errors"], done["isNew"]) == ([], True)
    assert done["viewer"]["face"] == "STAFF"
    assert done["viewer"]["permissions"] == sorted(identity.ALL_PERMISSIONS)
    assert (done["viewer"]["user"]["email"], done["viewer"]["person"]) == (email, None)
    assert done["viewer"]["staff"] == {
        "name": "Asha Rao",
        "role": {"key": "owner"},
        "business": {"name": "Kaapi House"},
    }
    assert [(each["deviceName"], each["isCurrent"]) for each in done["viewer"]["sessions"]] == [
        ("Desk", True)
    ]
    assert [each["business"]["brand"]["name"] for each in done["viewer"]["workplaces"]] == ["Kaapi House"]

    token = done["tokens"]["accessToken"]
    rate = "{ business { earnRate { points perAmount { minorUnits } } brand { foilColor } } }"
    assert (await ask(rate, token=token))["business"] == {
        "earnRate": {"points": 5, "perAmount": {"minorUnits": 10_000}},
        "brand": {"foilColor": "#00ff00"},
    }
    assert (await do("signOut", {}, "", token=token))["errors"] == []
    with pytest.raises(Unauthenticated):
        await identity.authenticate(token)
    again = await do("signInStaff", {"email": email.upper(), "password": PASSWORD}, wanted)
    assert (again["errors"], again["isNew"]) == ([], False)
    assert again["viewer"]["user"]["id"] == done["viewer"]["user"]["id"]


async def test_an_email_in_use_and_a_weak_password_are_refused(db: None) -> None:
    """Given an e-mail in use or a weak password, when signing up, then it is refused and no business is there."""
    email = f"{uuid4().hex[:12]}@example.com"
    await do("registerBusiness", _business(email), "isNew")
    made = "SELECT count(*) FROM business"
    before = await core_db.fetchval(made)
    taken = await do("registerBusiness", _business(email), TOKENS)
    assert (refusals(taken), taken["tokens"]) == ([("EMAIL_TAKEN", ["email"])], None)
    weak = await do("registerBusiness", _business("new@example.com", password="qwertyuiop"), TOKENS)
    assert refusals(weak) == [("WEAK_PASSWORD", ["password"])]
    assert await core_db.fetchval(made) == before


async def test_wrong_credentials_say_nothing_more(db: None) -> None:
    """Given a known and an unknown e-mail, when the password is wrong, then both payloads are equal."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    payloads = [
        await do(
            "signInStaff", {"email": email, "password": "not the password"}, f"{TOKENS} viewer {{ face }}"
        )
        for email in (staff.email, f"{uuid4().hex}@example.com")
    ]
    assert payloads[0] == payloads[1]
    assert refusals(payloads[0]) == [("WRONG_CREDENTIALS", [])]


async def test_staff_of_two_businesses_choose(db: None) -> None:
    """Given two workplaces, when one is chosen, then the session is there; a stranger's is not found."""
    first, second, strange = (
        await make_business(),
        await make_business(name="Book Nook"),
        await make_business(),
    )
    staff = await make_staff(first.program_id, first.business_id, with_password=True)
    await identity.add_staff(
        second.owner, second.business_id, identity.NewStaff(staff.email, "Ravi", PASSWORD), role_key="manager"
    )
    given = {"email": staff.email, "password": PASSWORD}
    wanted = "viewer { staff { business { name } role { key } } workplaces { role } }"
    chosen = await do(
        "signInStaff", given | {"businessId": to_global_id("Business", second.business_id)}, wanted
    )
    assert chosen["viewer"]["staff"] == {"business": {"name": "Book Nook"}, "role": {"key": "manager"}}
    assert len(chosen["viewer"]["workplaces"]) == 2
    refused = await do(
        "signInStaff", given | {"businessId": to_global_id("Business", strange.business_id)}, wanted
    )
    assert refusals(refused) == [("NOT_FOUND", ["businessId"])]


async def test_a_refresh_token_is_used_up_and_its_reuse_ends_the_session(db: None) -> None:
    """Given a chain of two renewals, when the first token comes again, then the newest access token is dead."""
    tenant = await make_business()
    opened = await sign_in(await make_staff(tenant.program_id, tenant.business_id))
    first = await do("refreshSession", {"refreshToken": opened.tokens.refresh_token}, TOKENS)
    second = await do("refreshSession", {"refreshToken": first["tokens"]["refreshToken"]}, TOKENS)
    await identity.authenticate(second["tokens"]["accessToken"])
    reused = await do("refreshSession", {"refreshToken": opened.tokens.refresh_token}, TOKENS)
    assert (refusals(reused), reused["tokens"]) == ([("SESSION_ENDED", [])], None)
    with pytest.raises(Unauthenticated):
        await identity.authenticate(second["tokens"]["accessToken"])


async def test_a_customer_signs_in_by_code_and_sees_themselves(db: None) -> None:
    """Given a phone, when its code is read and given back, then its holder is a person with no business."""
    phone = some_phone()
    asked = await do("requestSignInCode", {"phone": phone}, "phone retryAfterSeconds expiresInSeconds")
    assert (asked["errors"], asked["phone"], asked["expiresInSeconds"]) == ([], phone, 600)
    (message,) = await dev_inbox.messages(phone)
    wrong = await do("verifySignInCode", {"phone": phone, "code": "x"}, TOKENS)
    assert refusals(wrong) == [("WRONG_CODE", ["code"])]
    done = await do(
        "verifySignInCode",
        {"phone": phone, "code": message["code"], "deviceName": "Phone"},
        f"isNew {TOKENS} {VIEWER}",
    )
    assert (done["errors"], done["isNew"]) == ([], True)
    viewer = done["viewer"]
    assert (viewer["face"], viewer["permissions"], viewer["staff"], viewer["workplaces"]) == (
        "CUSTOMER",
        [],
        None,
        [],
    )
    assert viewer["person"] is not None
    assert viewer["user"]["email"] is None
    seen = await ask("{ viewer { person { id phone } } }", token=done["tokens"]["accessToken"])
    assert seen["viewer"]["person"] == {"id": viewer["person"]["id"], "phone": phone}


async def test_nobody_is_null_and_an_api_key_has_no_user(db: None) -> None:
    """Given no token and an API key, when asked who it is, then null, and a viewer with scopes alone."""
    tenant = await make_business()
    key = (await make_api_key(tenant.business_id, "points.read")).secret
    query = f"{{ {VIEWER} }}"
    assert await ask(query) == {"viewer": None}
    assert await ask(query, token=key) == {
        "viewer": {
            "face": "STAFF",
            "permissions": ["points.read"],
            "user": None,
            "staff": None,
            "person": None,
            "sessions": [],
            "workplaces": [],
        }
    }


async def test_devices_are_listed_and_signed_out_one_or_all(db: None) -> None:
    """Given three devices, when one is revoked and then all are signed out, then the list and the tokens follow."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id)
    here, lost, _ = [await sign_in(staff, device_name=name) for name in ("Here", "Lost", "Other")]
    token = here.tokens.access_token
    query = "{ viewer { sessions { id deviceName isCurrent } } }"
    listed = (await ask(query, token=token))["viewer"]["sessions"]
    assert sorted((each["deviceName"], each["isCurrent"]) for each in listed) == [
        ("Here", True),
        ("Lost", False),
        ("Other", False),
    ]
    lost_id = next(each["id"] for each in listed if each["deviceName"] == "Lost")
    assert (await do("revokeSession", {"sessionId": lost_id}, "", token=token))["errors"] == []
    with pytest.raises(Unauthenticated):
        await identity.authenticate(lost.tokens.access_token)
    strange = await make_customer_session()
    refused = await do(
        "revokeSession",
        {"sessionId": to_global_id("Session", strange.principal.session_id or uuid4())},
        "",
        token=token,
    )
    assert refusals(refused) == [("NOT_FOUND", ["sessionId"])]
    await do("signOut", {"everywhere": True}, "", token=token)
    assert await sessions_of(staff.user_id) == []


async def test_signing_out_needs_a_session_or_its_refresh_token(db: None) -> None:
    """Given nobody, a key, and a refresh token, when signing out, then only the last one does something."""
    tenant = await make_business()
    opened = await sign_in(await make_staff(tenant.program_id, tenant.business_id))
    key = (await make_api_key(tenant.business_id, "points.read")).secret
    assert refusals(await do("signOut", {}, "")) == [("UNAUTHENTICATED", [])]
    assert refusals(await do("signOut", {}, "", token=key)) == [("FORBIDDEN", [])]
    await identity.authenticate(opened.tokens.access_token)
    assert (await do("signOut", {"refreshToken": opened.tokens.refresh_token}, ""))["errors"] == []
    with pytest.raises(Unauthenticated):
        await identity.authenticate(opened.tokens.access_token)


async def test_a_password_is_changed_with_the_old_one(db: None) -> None:
    """Given the old password, when changed, then the new one signs in; with a wrong one nothing changes."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    token = (await sign_in(staff)).tokens.access_token
    new = "another long phrase"
    wrong = await do("changePassword", {"currentPassword": "nope", "newPassword": new}, "", token=token)
    assert refusals(wrong) == [("WRONG_CREDENTIALS", ["currentPassword"])]
    done = await do("changePassword", {"currentPassword": PASSWORD, "newPassword": new}, "", token=token)
    assert done["errors"] == []
    assert (await do("signInStaff", {"email": staff.email, "password": new}, "isNew"))["errors"] == []


async def test_the_tenth_wrong_password_for_one_email_is_the_last_for_a_while(db: None) -> None:
    """Given one e-mail guessed at, when an eleventh guess comes, then it waits, even with the right password."""
    tenant = await make_business()
    staff = await make_staff(tenant.program_id, tenant.business_id, with_password=True)
    await core_db.execute("UPDATE app_user SET password_hash = NULL WHERE id = $1", staff.user_id)
    query = "mutation($input: SignInStaffInput!) { signInStaff(input: $input) { errors { code } } }"
    for _ in range(10):
        found = await answer(query, {"input": {"email": staff.email, "password": "guess"}})
        assert found.data["signInStaff"]["errors"] == [{"code": "WRONG_CREDENTIALS"}]
    limited = await answer(query, {"input": {"email": staff.email.upper(), "password": PASSWORD}})
    assert codes(limited) == ["RATE_LIMITED"]
    assert (limited.retry_after_seconds or 0) > 60
