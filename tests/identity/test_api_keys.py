"""Keys of third-party apps: scopes, rotation, revocation, age."""

from datetime import timedelta

import pytest

from api import identity
from api.core import clock
from api.core import db as core_db
from api.core.audit import ActorKind
from api.core.errors import BadInput, Conflict, Forbidden, NotFound, Unauthenticated
from api.identity import standing, tokens
from api.identity.permissions import ALL, BUILTIN_ROLES
from api.identity.service import api_keys
from tests.factories.businesses import make_business
from tests.factories.identity import api_keys_of, make_api_key, make_staff

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_a_key_holds_exactly_its_scopes_in_its_business(db: None) -> None:
    """Given a key of two scopes, when authenticated, then it is that app in that business with these alone."""
    tenant = await make_business()
    issued = await make_api_key(tenant.business_id, "customers.read", "purchases.record", rate_per_minute=90)
    caller = await identity.authenticate(issued.secret)
    assert (caller.kind, caller.id, caller.name) == (ActorKind.API_KEY, issued.api_key.id, "Till app")
    assert (caller.program_id, caller.business_id) == (tenant.program_id, tenant.business_id)
    assert caller.permissions == {"customers.read", "purchases.record"}
    assert (caller.staff_id, caller.session_id, caller.rate_per_minute) == (None, None, 90)
    assert caller == await identity.authenticate(issued.secret)


async def test_only_a_keyed_hash_of_the_secret_is_kept(db: None) -> None:
    """Given a key, when its row is read, then it holds hash and beginning, and the audit holds neither."""
    tenant = await make_business()
    issued = await make_api_key(tenant.business_id, "points.read")
    row = await core_db.fetchrow("SELECT key_hash, prefix FROM api_key WHERE id = $1", issued.api_key.id)
    assert row is not None
    assert (row["key_hash"], row["prefix"]) == (tokens.api_key_hash(issued.secret), issued.secret[:9])
    (entry,) = (
        await identity.audit_log(tenant.business_id, identity.AuditFilter("identity.api_key_created"))
    ).items
    assert entry.after == {"name": "Till app", "scopes": ["points.read"]}


async def test_its_use_is_noted_at_most_once_a_minute(db: None) -> None:
    """Given a key, when used twice, then the first use is noted and the second leaves it."""
    tenant = await make_business()
    issued = await make_api_key(tenant.business_id, "points.read")
    assert issued.api_key.last_used_at is None
    seen = []
    for _ in range(2):
        await identity.authenticate(issued.secret)
        await standing.mark_changed("api_key", [tokens.api_key_hash(issued.secret)])
        seen.append((await identity.api_keys_by_id([issued.api_key.id]))[issued.api_key.id].last_used_at)
    assert seen[0] is not None
    assert seen[0] == seen[1]


async def test_rotation_ends_the_old_secret_at_once(db: None) -> None:
    """Given a key in use, when rotated, then the old secret is refused and the new one is the same app."""
    tenant = await make_business()
    issued = await make_api_key(tenant.business_id, "points.read")
    await identity.authenticate(issued.secret)
    rotated = await identity.rotate_api_key(tenant.owner, tenant.business_id, issued.api_key.id, granting=ALL)
    with pytest.raises(Unauthenticated):
        await identity.authenticate(issued.secret)
    assert (await identity.authenticate(rotated.secret)).id == issued.api_key.id


async def test_a_revoked_key_is_refused_at_once_and_stays_listed(db: None) -> None:
    """Given a key in use, when revoked, then it is refused; revoking or rotating it again finds nothing."""
    tenant = await make_business()
    issued = await make_api_key(tenant.business_id, "points.read")
    await identity.authenticate(issued.secret)
    revoked = await identity.revoke_api_key(tenant.owner, tenant.business_id, issued.api_key.id)
    assert revoked.revoked_at is not None
    with pytest.raises(Unauthenticated):
        await identity.authenticate(issued.secret)
    for again in (
        identity.revoke_api_key(tenant.owner, tenant.business_id, issued.api_key.id),
        identity.rotate_api_key(tenant.owner, tenant.business_id, issued.api_key.id, granting=ALL),
    ):
        with pytest.raises(NotFound):
            await again
    assert [each.id for each in await api_keys_of(tenant.business_id)] == [issued.api_key.id]


async def test_a_key_ends_by_itself_also_while_remembered(db: None) -> None:
    """Given a key near its end, when time passes it, then it is refused although Redis remembers it."""
    tenant = await make_business()
    issued = await identity.create_api_key(
        tenant.owner,
        tenant.business_id,
        name="Short",
        scopes=["points.read"],
        granting=ALL,
        expires_at=clock.now() + timedelta(minutes=1),
    )
    await identity.authenticate(issued.secret)
    digest = tokens.api_key_hash(issued.secret)
    found = await standing.recall("api_key", digest)
    assert found is not None
    await standing.mark_changed("api_key", [digest])
    await core_db.execute(
        "UPDATE api_key SET expires_at = now() - interval '1 second' WHERE id = $1", issued.api_key.id
    )
    with pytest.raises(Unauthenticated):
        await identity.authenticate(issued.secret)


async def test_nobody_makes_or_rotates_a_key_above_their_own(db: None) -> None:
    """Given a manager, when they make or rotate a key beyond theirs, then it is refused and the key stays."""
    tenant = await make_business()
    manager = await make_staff(tenant.program_id, tenant.business_id, role="manager")
    held = BUILTIN_ROLES["manager"][1]
    high = await make_api_key(tenant.business_id, "program.manage")
    with pytest.raises(Forbidden):
        await identity.create_api_key(
            manager.actor, tenant.business_id, name="Sly", scopes=["program.manage"], granting=held
        )
    with pytest.raises(Forbidden):
        await identity.rotate_api_key(manager.actor, tenant.business_id, high.api_key.id, granting=held)
    await identity.authenticate(high.secret)
    assert len(await api_keys_of(tenant.business_id)) == 1


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"scopes": []}, ("scopes",)),
        ({"scopes": ["points.mint"]}, ("scopes",)),
        ({"name": ""}, ("name",)),
        ({"expires_at": clock.now() - timedelta(days=1)}, ("expiresAt",)),
    ],
    ids=["no scopes", "unknown scope", "no name", "past"],
)
async def test_keys_that_make_no_sense_are_refused(
    db: None, changes: dict[str, object], path: tuple[str, ...]
) -> None:
    """Given a bad value, when a key is made, then it is named and there is no key."""
    tenant = await make_business()
    good: dict[str, object] = {"name": "App", "scopes": ["points.read"], "granting": ALL}
    with pytest.raises(BadInput) as refused:
        await identity.create_api_key(tenant.owner, tenant.business_id, **(good | changes))  # type: ignore[arg-type]
    assert refused.value.path == path
    assert await api_keys_of(tenant.business_id) == []


async def test_another_businesss_keys_are_not_found_and_stay(db: None) -> None:
    """Given a key of B, when A rotates or revokes it, then it is not found and works on."""
    mine, other = await make_business(), await make_business()
    theirs = await make_api_key(other.business_id, "points.read")
    for attempt in (
        identity.revoke_api_key(mine.owner, mine.business_id, theirs.api_key.id),
        identity.rotate_api_key(mine.owner, mine.business_id, theirs.api_key.id, granting=ALL),
    ):
        with pytest.raises(NotFound):
            await attempt
    await identity.authenticate(theirs.secret)


@pytest.mark.parametrize("secret", ["rk_", "rk_" + "x" * 40, "rk_é", "rk_" + "x" * 4_000])
async def test_invented_keys_are_refused(db: None, secret: str) -> None:
    """Given a secret that nobody gave, when it comes, then it is refused."""
    with pytest.raises(Unauthenticated):
        await identity.authenticate(secret)


async def test_there_is_a_limit_of_keys(rolled_back: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given as many keys as a business may have, when one more is made, then it is refused until one is revoked."""
    monkeypatch.setattr(api_keys, "MAX_KEYS", 2)
    tenant = await make_business()
    first = await make_api_key(tenant.business_id, "points.read")
    await make_api_key(tenant.business_id, "points.read")
    with pytest.raises(Conflict):
        await make_api_key(tenant.business_id, "points.read")
    await identity.revoke_api_key(tenant.owner, tenant.business_id, first.api_key.id)
    await make_api_key(tenant.business_id, "points.read")
    keys = await api_keys_of(tenant.business_id)
    assert [key.revoked_at is None for key in keys] == [True, True, False]
