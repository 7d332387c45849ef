"""The root of all refusals: a business "no" with a code, a sentence to act on, and the path of what was wrong."""

from collections.abc import Mapping
from typing import ClassVar, TypeAlias

from typing_extensions import override

Param: TypeAlias = str | int | bool | None


class ConfigurationError(RuntimeError):
    """The environment is not fit to start; the sentence says how to mend it."""


class Refusal(Exception):
    """A business "no". Nothing was changed.

    Subclasses give `code` (stable, SCREAMING_SNAKE_CASE, clients translate by it) and pass one English sentence that a
    person can act on. `path` names the input field ("input.amount.minorUnits" as ("amount", "minorUnits")); `params`
    carry the values that a translation needs.
    """

    code: ClassVar[str] = "REFUSED"
    codes: ClassVar[dict[str, type["Refusal"]]] = {}

    @override
    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.__dict__.get("code"):
            known = Refusal.codes.setdefault(cls.code, cls)
            if known.__qualname__ != cls.__qualname__ or known.__module__ != cls.__module__:
                raise TypeError(f"{cls.__qualname__} repeats the code {cls.code} of {known.__qualname__}")

    def __init__(
        self, message: str, *, path: tuple[str, ...] = (), params: Mapping[str, Param] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.params: dict[str, Param] = dict(params or {})


class BadInput(Refusal):
    """A value that can never be right, whoever sends it."""

    code = "BAD_INPUT"


class NotFound(Refusal):
    """No such thing, or not for this caller: the two are not told apart."""

    code = "NOT_FOUND"


class Forbidden(Refusal):
    """The caller is known and may not do this."""

    code = "FORBIDDEN"


class Unauthenticated(Refusal):
    """Nobody is signed in, or the token is no longer good."""

    code = "UNAUTHENTICATED"


class RateLimited(Refusal):
    """Too many tries; `params` carry retry_after_seconds."""

    code = "RATE_LIMITED"


class TimedOut(Refusal):
    """The question is too heavy to be answered in the time that this installation allows: ask for less."""

    code = "TIMEOUT"


class IdempotencyMismatch(Refusal):
    """The key was used before with other content."""

    code = "IDEMPOTENCY_MISMATCH"


class Conflict(Refusal):
    """Somebody else changed it meanwhile, or it exists already."""

    code = "CONFLICT"
