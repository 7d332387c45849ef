"""Writes random valid operations of the real schema, each to be asked three times by different viewers."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from graphql import GraphQLObjectType, GraphQLSchema, OperationDefinitionNode, parse

from api.core.settings import Settings
from api.graphql.base.limits import Ruler, survey
from tests.graphql.plan.inputs import ABSENT, TURNS, InputWriter
from tests.graphql.plan.material import Material
from tests.graphql.plan.selections import IN_PYTHON, Scope, SelectionWriter
from tests.graphql.plan.town import Town
from tests.graphql.plan.values import Values

MOST_CHARACTERS = 7_500
MOST_COST = 2_500
"""The server takes more; what costs more shows nothing new, and the executor is slow."""

CASTS: Mapping[str, Sequence[str]] = {
    "customer": ("several", "merged", "single", "several", "merged", "newcomer"),
    "staff": (
        "owner",
        "partner",
        "neighbour",
        "key",
        "owner",
        "partner",
        "key",
        "manager",
        "cashier",
        "analyst",
    ),
    "anybody": ("owner", "several", "merged", "cashier", "narrow key", "anonymous", "admin", "neighbour"),
}
OF_CUSTOMERS = frozenset({"viewer", "card", "node", "cardChanged", "availableRewards"})


@dataclass(frozen=True, slots=True)
class Turn:
    """Who asks, with which variables."""

    viewer: str
    variables: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """A document and its turns."""

    text: str
    name: str | None
    turns: tuple[Turn, ...]


class Generator:
    """The same seed over the same town writes operations of the same form; ids and cursors are the town's."""

    def __init__(
        self, schema: GraphQLSchema, settings: Settings, town: Town, material: Material, seed: int
    ) -> None:
        self._schema = schema
        self._settings = settings
        self._town = town
        self._material = material
        self._chance = Random(seed)

    def next(self) -> Operation:
        """An operation within the limits of the server."""
        while True:
            operation = self._write()
            if self._fits(operation):
                return operation

    def _write(self) -> Operation:
        chance = self._chance
        cast = chance.choices(list(CASTS), (40, 50, 10))[0]
        viewers = self._three(CASTS[cast])
        inputs = InputWriter(chance, Values(chance, self._town, self._material, viewers))
        writer = SelectionWriter(self._schema, chance, inputs, budget=chance.choice((8, 15, 30, 60)))
        kind, body = self._body(writer, cast)
        text = _assembled(f"@declared {body}", body, writer, chance)
        used = [each for each in inputs.variables if re.search(rf"\${each.name}\b", text)]
        declared = f"({', '.join(each.declared for each in used)})" if used else ""
        name = chance.choice((None, None, "Q", "query", "t1", "on"))
        is_short = kind == "query" and name is None and not used and chance.random() < 0.2
        head = "" if is_short else f"{kind} {name or ''}{declared} "
        text = text.replace("@declared ", head, 1)
        if name is not None and chance.random() < 0.2:
            text += "\nquery Another { __typename }"
        turns = tuple(
            Turn(
                viewers[turn],
                {each.name: each.values[turn] for each in used if each.values[turn] is not ABSENT},
            )
            for turn in range(TURNS)
        )
        return Operation(text, name, turns)

    def _three(self, cast: Sequence[str]) -> list[str]:
        found: list[str] = []
        while len(found) < TURNS:
            name = self._chance.choice(cast)
            if name not in found:
                found.append(name)
        return found

    def _body(self, writer: SelectionWriter, cast: str) -> tuple[str, str]:
        """(query or subscription, its selection)."""
        chance, depth = self._chance, self._chance.randrange(2, 8)
        subscription = self._schema.subscription_type
        if chance.random() < 0.1 and subscription is not None:
            names = [name for name in subscription.fields if (name in OF_CUSTOMERS) == (cast == "customer")]
            return "subscription", f"{{ {writer.watched(subscription, chance.choice(names), depth)} }}"
        query = self._schema.query_type
        assert query is not None
        names, weights = self._roots(query, cast)
        chosen = chance.choices(names, weights, k=chance.choice((1, 1, 1, 2, 3)))
        scope = Scope()
        parts = writer.root(query, chosen, depth, scope)
        if chance.random() < 0.1:
            parts.append(writer.typename(scope))
        if chance.random() < 0.005:
            parts.append("__schema { queryType { name } }")
        return "query", f"{{ {' '.join(parts)} }}"

    def _roots(self, query: GraphQLObjectType, cast: str) -> tuple[list[str], list[int]]:
        names = [name for name in query.fields if cast != "customer" or name in OF_CUSTOMERS]
        if cast == "staff":
            names.remove("card")
        heavy = {
            "viewer": 6,
            "node": 5,
            "customers": 8,
            "purchases": 4,
            "transactions": 6,
            "card": 4,
            "business": 4,
        }
        return names, [1 if name in IN_PYTHON else heavy.get(name, 2) * 6 for name in names]

    def _fits(self, operation: Operation) -> bool:
        if len(operation.text) > MOST_CHARACTERS:
            return False
        document = parse(operation.text)
        found = next(
            each
            for each in document.definitions
            if isinstance(each, OperationDefinitionNode)
            and (operation.name is None or (each.name is not None and each.name.value == operation.name))
        )
        weights = [Ruler(self._schema, document, turn.variables).weigh(found) for turn in operation.turns]
        return (
            max(weight.cost for weight in weights) <= MOST_COST
            and weights[0].depth <= self._settings.query_depth_limit
            and survey(document).aliases <= self._settings.query_alias_limit
        )


def _assembled(operation: str, body: str, writer: SelectionWriter, chance: Random) -> str:
    """The operation with the fragments that it reaches, before or after it."""
    texts, waiting = [operation], [body]
    reached: list[str] = []
    while waiting:
        for name in re.findall(r"\.\.\.(F\d+)\b", waiting.pop()):
            if name not in reached:
                reached.append(name)
                waiting.append(writer.fragments[name])
    fragments = [writer.fragments[name] for name in reached]
    return "\n".join(texts + fragments if chance.random() < 0.7 else fragments + texts)
