"""What passwords, PINs and roles may be."""

import re
import unicodedata
from collections.abc import Iterable

from api.core.errors import BadInput, Forbidden
from api.identity.errors import WeakPassword
from api.identity.permissions import ALL

MIN_PASSWORD = 10
MAX_PASSWORD = 128
MIN_DIFFERENT = 5

COMMON_PASSWORDS = frozenset(
    """
    0123456789 0987654321 1111111111 1122334455 123456789a 1234567890 12345678910 123456789q 1234567891 1q2w3e4r5t
    1q2w3e4r5t6y 1qaz2wsx3edc abcdefghij abcd123456 abc1234567 administrator changeme123 football123 iloveyou12
    iloveyou123 letmein123 letmein1234 loyalty123 password01 password1! password10 password11 password12 password123
    password1234 password12345 passwordpassword p@ssw0rd123 princess123 q1w2e3r4t5 qazwsxedcrfv qwerty1234 qwerty12345
    qwerty123456 qwertyuiop qwertyuiop1 qwertyuiop123 regulars123 secret1234 sunshine123 superman123 welcome123
    welcome1234 zaq12wsxcde3 zxcvbnm123 iloveindia india12345 mumbai1234 krishna123
    """.split()
)

_PIN = re.compile(r"[0-9]{4,8}")


def prepared(password: str) -> str:
    """The password as it is hashed: one spelling, however the keyboard composes its letters (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, email: str, *, path: tuple[str, ...] = ("password",)) -> str:
    """The prepared password. Refuses weak ones with WEAK_PASSWORD and how to do better."""
    ready = prepared(password)
    lower = ready.strip().lower()
    if len(ready) < MIN_PASSWORD:
        raise WeakPassword(
            f"Please use at least {MIN_PASSWORD} characters: a few words are easy to remember.",
            path=path,
            params={"min": MIN_PASSWORD},
        )
    if len(ready) > MAX_PASSWORD:
        raise WeakPassword(
            f"Please use at most {MAX_PASSWORD} characters.", path=path, params={"max": MAX_PASSWORD}
        )
    if lower in (email.lower(), email.partition("@")[0].lower()):
        raise WeakPassword("Please do not use your e-mail as your password.", path=path)
    if lower in COMMON_PASSWORDS or len(set(lower)) < MIN_DIFFERENT:
        raise WeakPassword("This password is one of the first that thieves try.", path=path)
    return ready


def check_pin(pin: str) -> str:
    """Four to eight digits."""
    if not _PIN.fullmatch(pin):
        raise BadInput("A PIN has four to eight digits.", path=("pin",))
    return pin


def check_permissions(names: Iterable[str], *, path: tuple[str, ...] = ("permissions",)) -> frozenset[str]:
    """Names of the catalogue. Refuses others."""
    given = frozenset(names)
    unknown = sorted(given - ALL)
    if unknown:
        raise BadInput(
            f"There is no permission {unknown[0][:80]}.", path=path, params={"permission": unknown[0][:80]}
        )
    return given


def check_granting(wanted: frozenset[str], granting: frozenset[str], *, path: tuple[str, ...]) -> None:
    """Refuses with FORBIDDEN to give, or to rule over, what the caller does not hold."""
    beyond = sorted(wanted - granting)
    if beyond:
        raise Forbidden(
            "You cannot give or take permissions that you do not have yourself.",
            path=path,
            params={"permission": beyond[0]},
        )
