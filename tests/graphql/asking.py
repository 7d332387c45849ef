"""Asking the whole schema as somebody: a token is authenticated as at the door, without a server around it."""

import secrets
from collections.abc import Mapping
from typing import Any

import orjson

from api import identity
from api.core.settings import get_settings
from api.graphql.base.context import Context
from api.graphql.base.engine import Answer, Engine, GraphQLRequest
from api.graphql.base.viewer import anonymous, viewer_of
from api.graphql.schema import schema

ERRORS = "errors { code path params }"


async def answer(
    query: str, variables: Mapping[str, Any] | None = None, *, token: str | None = None
) -> Answer:
    """The whole answer to one operation of the caller with that token, or of nobody."""
    engine = Engine(schema(), get_settings())
    address = (
        f"2001:db8::{secrets.token_hex(2)}:{secrets.token_hex(2)}"  # limits per address are not what is asked
    )
    if token is None:
        viewer = anonymous(address=address)
    else:
        viewer = viewer_of(await identity.authenticate(token), address=address)
    request = GraphQLRequest(query, None, variables or {})
    context = Context(viewer=viewer, address=address, user_agent="Test")
    stream = engine.stream(engine.prepare(request, context), request, context)
    try:
        return await anext(stream)
    finally:
        await stream.aclose()


def data_of(found: Answer) -> Any:
    """`data` as a client reads it, whatever gave it."""
    return orjson.loads(orjson.dumps(found.body()))["data"]


async def ask(query: str, variables: Mapping[str, Any] | None = None, *, token: str | None = None) -> Any:
    """`data` of an answer without errors."""
    found = await answer(query, variables, token=token)
    assert not found.errors, found.body()
    return found.data


async def do(mutation: str, given: Mapping[str, Any], wanted: str, *, token: str | None = None) -> Any:
    """The payload of one mutation, `errors` included: `await do("createStore", {...}, "store { id }")`."""
    kind = mutation[0].upper() + mutation[1:] + "Input"
    query = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {wanted} {ERRORS} }} }}"
    return (await ask(query, {"input": given}, token=token))[mutation]


def codes(found: Answer) -> list[str]:
    """The codes of the errors beside the data."""
    return [str((error.extensions or {}).get("code")) for error in found.errors]


def refusals(payload: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """What a mutation refused: codes and the paths of the fields."""
    return [(error["code"], error["path"]) for error in payload["errors"]]
