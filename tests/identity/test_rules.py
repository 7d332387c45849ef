"""Passwords, PINs, permissions and tokens, without a server."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.core import clock
from api.core.crypto import derived_key
from api.core.errors import BadInput, Forbidden, Unauthenticated
from api.identity import passwords, rules, tokens
from api.identity.errors import WeakPassword
from api.identity.permissions import ALL, BUILTIN_ROLES, NOT_BY_PIN, PERMISSIONS, permissions_of

pytestmark = pytest.mark.unit

GOOD = "correct horse battery"


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "nine char",
        "password123",
        "Password123",
        "QWERTYUIOP",
        " 1234567890 ",
        "1111111111",
        "abababababab",
        "asha.rao@example.com",
        "ASHA.RAO@example.com",
        "x" * 129,
    ],
)
def test_weak_passwords_are_refused(password: str) -> None:
    """Given what thieves try first, when chosen, then it is refused."""
    with pytest.raises(WeakPassword) as refused:
        rules.check_password(password, "asha.rao@example.com")
    assert refused.value.path == ("password",)


def test_the_name_before_the_at_is_no_password() -> None:
    """Given a long address, when its first part is chosen, then it is refused."""
    with pytest.raises(WeakPassword):
        rules.check_password("asha.rao.kaapi", "asha.rao.kaapi@example.com")


@pytest.mark.parametrize("password", [GOOD, "x1!y2?z3-w", "दस अक्षर का पासवर्ड", "p" * 60 + "qrst" + "u" * 64])
def test_good_passwords_are_taken(password: str) -> None:
    """Given ten characters or more that are not common, when chosen, then they are taken."""
    assert rules.check_password(password, "asha@example.com")


def test_one_password_has_one_spelling() -> None:
    """Given an umlaut typed as one letter or as two, when prepared, then both are the same password."""
    assert rules.prepared("Gr\u00fc\u00dfe aus K\u00f6ln") == rules.prepared(
        "Gru\u0308\u00dfe aus Ko\u0308ln"
    )


@pytest.mark.parametrize("pin", ["1234", "00000000", "98765"])
def test_pins_have_four_to_eight_digits(pin: str) -> None:
    """Given digits, when chosen, then they are a PIN."""
    assert rules.check_pin(pin) == pin


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "١٢٣٤", "1234\n", " 1234"])
def test_other_pins_are_refused(pin: str) -> None:
    """Given anything else, when chosen, then it is refused."""
    with pytest.raises(BadInput) as refused:
        rules.check_pin(pin)
    assert refused.value.path == ("pin",)


def test_builtin_roles_hold_known_permissions_and_the_owner_all() -> None:
    """Given the builtin roles, when read, then each holds names of the catalogue, and the owner holds all."""
    assert set(BUILTIN_ROLES) == {"owner", "manager", "cashier", "analyst"}
    assert BUILTIN_ROLES["owner"][1] == ALL
    for _, held in BUILTIN_ROLES.values():
        assert held <= ALL
    assert not BUILTIN_ROLES["analyst"][1] & {name for name in ALL if not name.endswith(".read")}
    assert not BUILTIN_ROLES["cashier"][1] & NOT_BY_PIN
    assert all(about.endswith(".") for about in PERMISSIONS.values())


def test_builtin_roles_come_from_the_house_not_from_the_table() -> None:
    """Given a row that somebody tampered with, when read, then a builtin role is what it was."""
    assert permissions_of("cashier", is_builtin=True, stored=["staff.manage"]) == BUILTIN_ROLES["cashier"][1]
    assert permissions_of("owner", is_builtin=False, stored=["points.read"]) == {"points.read"}
    assert permissions_of("shift", is_builtin=False, stored=["points.read", "gone.away"]) == {"points.read"}


@given(st.sets(st.sampled_from(sorted(ALL))), st.sets(st.sampled_from(sorted(ALL))))
def test_nobody_gives_what_they_do_not_hold(wanted: set[str], held: set[str]) -> None:
    """Given any two bundles, when one is granted by a holder of the other, then only a part of it passes."""
    if wanted <= held:
        rules.check_granting(frozenset(wanted), frozenset(held), path=("permissions",))
        return
    with pytest.raises(Forbidden) as refused:
        rules.check_granting(frozenset(wanted), frozenset(held), path=("permissions",))
    assert refused.value.params["permission"] in wanted - held


def test_unknown_permissions_are_refused_by_name() -> None:
    """Given a name outside of the catalogue, when asked for, then the refusal tells it."""
    with pytest.raises(BadInput) as refused:
        rules.check_permissions(["points.read", "points.mint"])
    assert refused.value.params == {"permission": "points.mint"}


async def test_hashes_are_argon2id_and_prove_only_their_secret() -> None:
    """Given a hash, when another secret or none is tried, then it is refused; the hash tells its parameters."""
    kept = await passwords.hash_secret(GOOD)
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert await passwords.is_secret(kept, GOOD)
    assert not await passwords.is_secret(kept, GOOD + " ")
    assert not await passwords.is_secret(None, GOOD)
    assert not await passwords.is_secret("no hash", GOOD)
    assert not passwords.needs_rehash(kept)
    assert passwords.needs_rehash(kept.replace("m=19456", "m=8192"))


async def test_the_hash_of_nobody_proves_nobody() -> None:
    """Given no user, when the very secret of the stand-in is tried, then it is refused too."""
    assert not await passwords.is_secret(None, "nobody has this password")


def test_access_tokens_say_who_and_until_when() -> None:
    """Given a token, when read, then it says user, session and its end: fifteen minutes, or the session's own."""
    user, session = uuid4(), uuid4()
    later = clock.now() + timedelta(days=1)
    text, expires_at = tokens.make_access_token(user, session, not_after=later)
    claims = tokens.read_access_token(text)
    assert (claims.user_id, claims.session_id, claims.expires_at) == (user, session, expires_at)
    assert timedelta(minutes=14, seconds=58) < expires_at - clock.now() <= timedelta(minutes=15)
    soon = (clock.now() + timedelta(minutes=2)).replace(microsecond=0)
    assert tokens.make_access_token(user, session, not_after=soon)[1] == soon


def _forged(key: bytes | str | None = None, algorithm: str = "HS256", **claims: object) -> str:
    good = {
        "iss": tokens.ISSUER,
        "aud": tokens.AUDIENCE,
        "sub": str(uuid4()),
        "sid": str(uuid4()),
        "jti": "1",
        "iat": datetime.now(UTC),
        "exp": datetime.now(UTC) + timedelta(minutes=1),
    }
    chosen = {name: value for name, value in (good | claims).items() if value is not None}
    return jwt.encode(chosen, derived_key("access-token") if key is None else key, algorithm=algorithm)


FORGERIES: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "no token": lambda: "not.a.token",
    "not ASCII": lambda: "é" * 20,
    "another key": lambda: _forged(derived_key("refresh-token")),
    "no signature": lambda: _forged("", "none"),
    "another algorithm": lambda: _forged(derived_key("access-token") * 2, "HS512"),
    "another issuer": lambda: _forged(iss="somebody"),
    "another audience": lambda: _forged(aud="somebody"),
    "too old": lambda: _forged(exp=datetime.now(UTC) - timedelta(seconds=1)),
    "without end": lambda: _forged(exp=None),
    "without session": lambda: _forged(sid=None),
    "without id": lambda: _forged(jti=None),
    "user is no id": lambda: _forged(sub="me"),
    "session is no id": lambda: _forged(sid="0"),
    "from the future": lambda: _forged(iat=datetime.now(UTC) + timedelta(hours=1)),
}


def test_the_forger_of_this_test_can_make_a_good_one() -> None:
    """Given the right key and claims, when read, then it is taken: so each refusal below has its own reason."""
    assert tokens.read_access_token(_forged()).expires_at > datetime.now(UTC)


@pytest.mark.parametrize("forgery", sorted(FORGERIES))
def test_forged_and_stale_tokens_are_refused(forgery: str) -> None:
    """Given another key, algorithm, audience, issuer, or a missing claim, when read, then it is refused."""
    with pytest.raises(Unauthenticated):
        tokens.read_access_token(FORGERIES[forgery]())


def test_a_refresh_token_has_one_successor_that_others_cannot_guess() -> None:
    """Given a token, when its successor is asked twice, then it is one; it is neither the token nor its hash."""
    first = tokens.new_refresh_token()
    assert tokens.successor_of(first) == tokens.successor_of(first)
    assert (
        len({first, tokens.successor_of(first), tokens.refresh_hash(first), tokens.new_refresh_token()}) == 4
    )


def test_api_keys_are_forty_letters_and_digits() -> None:
    """Given many keys, when looked at, then each has its prefix and length, and none comes twice."""
    made = {tokens.new_api_key() for _ in range(200)}
    assert len(made) == 200
    assert all(
        len(key) == 43 and key.startswith("rk_") and key[3:].isalnum() and key.isascii() for key in made
    )
