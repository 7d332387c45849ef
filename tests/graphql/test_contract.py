"""Promises of the whole schema to the people who write programs against it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    get_named_type,
    is_non_null_type,
    is_specified_directive,
    is_specified_scalar_type,
)

from api.graphql.base.inner import core_schema
from api.graphql.schema import schema, sdl
from tests.graphql.operations import Writer

pytestmark = [pytest.mark.unit]

ROOT = Path(__file__).parents[2]
MOVES_POINTS = (
    "recordPurchase",
    "returnPurchase",
    "voidPurchase",
    "awardPoints",
    "redeemPoints",
    "adjustPoints",
    "transferPoints",
    "issueStamps",
    "undoStamps",
)


def described() -> Iterator[tuple[str, str | None]]:
    """Everything that has a name in the contract, with its description."""
    core = core_schema(schema())
    for directive in core.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive.description
    for kind in core.type_map.values():
        if kind.name.startswith("__") or is_specified_scalar_type(kind):
            continue
        yield kind.name, kind.description
        if isinstance(kind, GraphQLEnumType):
            yield from ((f"{kind.name}.{name}", value.description) for name, value in kind.values.items())
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for name, field in kind.fields.items():
                yield f"{kind.name}.{name}", field.description
                yield from (
                    (f"{kind.name}.{name}({argument})", given.description)
                    for argument, given in field.args.items()
                )
        if isinstance(kind, GraphQLInputObjectType):
            yield from ((f"{kind.name}.{name}", field.description) for name, field in kind.fields.items())


def mutations() -> Iterator[tuple[str, GraphQLField]]:
    for kind, name, field in Writer(core_schema(schema())).roots():
        if kind == "mutation":
            yield name, field


def inputs(field: GraphQLField) -> dict[str, GraphQLInputField]:
    kind = get_named_type(field.args["input"].type)
    assert isinstance(kind, GraphQLInputObjectType)
    return dict(kind.fields)


def test_everything_is_described_in_a_sentence() -> None:
    silent = [name for name, about in described() if not about or not about.strip()]
    assert silent == []
    unfinished = [name for name, about in described() if about and about.strip()[-1] not in ".!?:)`"]
    assert unfinished == []


def test_a_mutation_has_one_input_and_a_payload_with_errors() -> None:
    for name, field in mutations():
        assert list(field.args) == ["input"], name
        assert is_non_null_type(field.args["input"].type), name
        assert is_non_null_type(field.type), name
        payload = get_named_type(field.type)
        assert isinstance(payload, GraphQLObjectType)
        assert str(payload.fields["errors"].type) == "[UserError!]!", name


def test_what_moves_points_needs_an_idempotency_key() -> None:
    found = {name: field for name, field in mutations() if name in MOVES_POINTS}
    assert set(found) == set(MOVES_POINTS)
    for name, field in found.items():
        assert str(inputs(field)["idempotencyKey"].type) == "IdempotencyKey!", name


def test_the_committed_contract_is_what_the_program_says() -> None:
    assert (ROOT / "schema.graphql").read_text() == sdl(), "run `make schema`"
