"""Reads a request's body or query string as a GraphQL request, and refuses hostile ones before they are parsed."""

import re
from collections.abc import Mapping
from itertools import accumulate, count
from operator import sub
from typing import Any

import orjson
from starlette.requests import ClientDisconnect, Request

from api.graphql.base.engine import GraphQLRequest

MAX_JSON_NESTING = 64
MAX_JSON_ITEMS = 10_000
MAX_OPERATION_NAME = 200

_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"', re.DOTALL)
_STRUCTURE = b"[]{},"
_NOT_STRUCTURE = bytes(each for each in range(256) if each not in _STRUCTURE)
# an opening bracket weighs 2, a comma 1, a closing bracket 0: less one each, the running sum is the depth
_STEPS = bytes(2 if each in b"[{" else 0 if each in b"]}" else 1 for each in range(256))


class BadBody(Exception):
    """The request is not a GraphQL request; `status` says how."""

    def __init__(self, sentence: str, status: int = 400) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.status = status


async def read_body(request: Request, limit: int) -> bytes:
    """The whole body. Refuses one of more than `limit` bytes with 413, by its announced length where it has one."""
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal():
        raise BadBody("Content-Length must be a number.")
    if len(announced) > 12 or int(announced) > limit:
        raise BadBody(f"The body is larger than {limit} bytes.", 413)
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise BadBody(f"The body is larger than {limit} bytes.", 413)
    except ClientDisconnect as error:
        raise BadBody("The connection was closed before the body was read.") from error
    return bytes(body)


def parse_json(raw: bytes) -> object:
    """JSON of bounded depth and size. Looked at in linear time before it is parsed."""
    containers = raw.count(b"[") + raw.count(b"{")
    if containers > MAX_JSON_ITEMS or raw.count(b'"') > 4 * MAX_JSON_ITEMS:
        raise BadBody(f"The JSON has more than {MAX_JSON_ITEMS} items.", 413)
    if containers > MAX_JSON_NESTING or raw.count(b",") > MAX_JSON_ITEMS:
        structure = _STRING.sub(b"", raw).translate(None, _NOT_STRUCTURE)
        if structure.count(b",") > MAX_JSON_ITEMS:
            raise BadBody(f"The JSON has more than {MAX_JSON_ITEMS} items.", 413)
        if max(map(sub, accumulate(structure.translate(_STEPS)), count(1)), default=0) > MAX_JSON_NESTING:
            raise BadBody(f"The JSON is nested more than {MAX_JSON_NESTING} levels deep.")
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadBody("The body is not valid JSON in UTF-8.") from error


def request_of(parameters: object) -> GraphQLRequest:
    """The parameters of the specification as a request. Refuses what is none."""
    if isinstance(parameters, list):
        raise BadBody("Send one operation per request: batches are not supported.")
    if not isinstance(parameters, dict):
        raise BadBody("The body must be a JSON object with `query`.")
    query = parameters.get("query")
    if not isinstance(query, str) or not query.strip():
        raise BadBody("`query` must be a text with a GraphQL operation.")
    operation_name = parameters.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise BadBody("`operationName` must be a text or null.")
    if operation_name and len(operation_name) > MAX_OPERATION_NAME:
        raise BadBody("`operationName` is too long.")
    if not isinstance(parameters.get("extensions"), dict | None):
        raise BadBody("`extensions` must be an object or null.")
    # some clients send an empty name for a document of one operation
    return GraphQLRequest(query, operation_name or None, _variables(parameters.get("variables")))


def request_of_query(parameters: Mapping[str, str]) -> GraphQLRequest:
    """The parameters of a GET as a request; `variables` and `extensions` are JSON."""
    decoded: dict[str, object] = {
        name: parameters[name] for name in ("query", "operationName") if name in parameters
    }
    for name in ("variables", "extensions"):
        if parameters.get(name):
            decoded[name] = parse_json(parameters[name].encode())
    return request_of(decoded)


def _variables(value: object) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadBody("`variables` must be an object or null.")
    if _has_nul(value):
        raise BadBody("A text must not contain the character NUL.")
    return value


def _has_nul(value: object) -> bool:
    """True where a text somewhere inside holds NUL, which no database column can keep."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            if "\x00" in item:
                return True
        elif isinstance(item, dict):
            waiting.extend(item)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return False
