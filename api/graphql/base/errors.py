"""Refusals as data, and failures masked: what a client sees when something did not happen."""

from collections.abc import Mapping
from typing import Any

import strawberry
import structlog
from graphql import GraphQLError

from api.core.errors import BadInput, Refusal
from api.core.ids import new_id
from api.graphql.base.codes import ErrorCode
from api.graphql.base.scalars import JSON

log = structlog.get_logger(__name__)

INTERNAL = "INTERNAL"
BAD_REQUEST = "BAD_REQUEST"


@strawberry.type(description='A business "no": nothing was changed, and this says why.')
class UserError:
    """A refusal as clients see it."""

    code: ErrorCode = strawberry.field(description="The stable reason, to translate and to decide by.")  # type: ignore[valid-type]
    message: str = strawberry.field(description="An English sentence that a person can act on.")
    path: list[str] = strawberry.field(
        description="The input field that was wrong, outermost name first; empty where no single field was."
    )
    params: JSON | None = strawberry.field(
        description="Values by name for a translated sentence, like `available`."
    )


def user_error(refusal: Refusal) -> UserError:
    """The refusal as an entry of a payload's `errors`."""
    return UserError(
        code=ErrorCode(refusal.code),
        message=refusal.message,
        path=[camel(part) for part in refusal.path],
        params=_params(refusal),
    )


def _params(refusal: Refusal) -> JSON | None:
    return JSON({camel(name): value for name, value in refusal.params.items()}) if refusal.params else None


def camel(name: str) -> str:
    """`minor_units` as `minorUnits`; a name in camel case stays."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def is_bad_input(error: GraphQLError) -> bool:
    """True for a value that can never be right: such a query is answered like one with a malformed variable."""
    return isinstance(error.original_error, BadInput)


def presentable(error: GraphQLError, *, request_id: str = "") -> GraphQLError:
    """The error as clients may see it: refusals and our own errors with their code, anything else masked and logged."""
    original = root_cause(error)
    if original is None:
        return error if "code" in (error.extensions or {}) else _with(error, {"code": BAD_REQUEST})
    if isinstance(original, Refusal):
        return _with(error, refusal_extensions(original), original.message)
    return _masked(error, original, request_id)


def root_cause(error: GraphQLError) -> Exception | None:
    """What was raised in the resolver; None for syntax, validation and coercion errors."""
    cause: Exception | None = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def refusal_extensions(refusal: Refusal) -> dict[str, Any]:
    """`extensions` of a top-level error made from a refusal."""
    extensions: dict[str, Any] = {"code": refusal.code}
    if refusal.path:
        extensions["argument"] = [camel(part) for part in refusal.path]
    if refusal.params:
        extensions["params"] = _params(refusal)
    return extensions


def _masked(error: GraphQLError, original: Exception, request_id: str) -> GraphQLError:
    reference = new_id().hex
    log.error(
        "graphql.failed",
        reference=reference,
        request_id=request_id,
        path=error.path,
        exc_info=(type(original), original, original.__traceback__),
    )
    message = (
        f"Something went wrong on our side. Please try again; if it stays, tell us the reference {reference}."
    )
    return _with(error, {"code": INTERNAL, "reference": reference}, message)


def _with(error: GraphQLError, extensions: Mapping[str, Any], message: str | None = None) -> GraphQLError:
    return GraphQLError(
        message or error.message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=dict(extensions),
    )
