"""Writes selections: aliases, fragments of every kind, the same field twice, switches, `__typename` everywhere."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from tests.graphql.plan.inputs import InputWriter
from tests.graphql.plan.texts import ALIASES

Kind = GraphQLObjectType | GraphQLInterfaceType
MOST_SWITCHES = 20
MOST_ALIASES = 40
IN_PYTHON = frozenset(
    {
        "availableRewards",
        "balanceImportReport",
        "bulkFile",
        "customerByPhone",
        "customerCount",
        "erpOperations",
        "erpPresets",
        "erpSeenBranches",
        "erpTables",
        "erpTargets",
        "giftTerms",
        "importProblemsCsv",
        "joinLink",
        "joinPosterPdf",
        "kidsInsight",
        "liabilityReport",
        "partnerOffer",
        "permissions",
        "previewBulk",
        "previewErpReset",
        "previewExtension",
        "previewMerge",
        "previewPurchase",
        "previewTierLadder",
        "programKeys",
        "settlementStatementCsv",
        "settlementStatementPdf",
        "voucherBatchCsv",
        "voucherByCode",
    }
)
"""Roots without a declaration: asked for, but seldom."""


@dataclass(slots=True)
class Scope:
    """The names of one object in the answer, what each stands for, and the same below."""

    taken: dict[str, str] = field(default_factory=dict)
    below: dict[str, "Scope"] = field(default_factory=dict)
    heads: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By type and field: how it was asked for last, and under which name."""

    def takes(self, other: "Scope") -> bool:
        """Whether the other's names mean the same here, all the way down."""
        return all(self.taken.get(name, what) == what for name, what in other.taken.items()) and all(
            self.below[name].takes(inner) for name, inner in other.below.items() if name in self.below
        )

    def take(self, other: "Scope") -> None:
        """Adds the other's names."""
        self.taken.update(other.taken)
        for name, inner in other.below.items():
            self.below.setdefault(name, Scope()).take(inner)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A named fragment that was written for one place and may stand in others."""

    name: str
    kind: str
    scope: Scope


@dataclass(slots=True)
class SelectionWriter:
    """Writes the selections of one operation."""

    schema: GraphQLSchema
    chance: Random
    inputs: InputWriter
    budget: int = 60
    fragments: dict[str, str] = field(default_factory=dict)
    _known: list[Fragment] = field(default_factory=list)
    _switches: int = 0
    _aliases: int = 0
    _spreads: int = 0

    def selection(self, kind: Kind, depth: int, scope: Scope, likely: str | None = None) -> str:
        """`{ ... }`. `likely` is the type that an interface's object probably has."""
        return f"{{ {' '.join(self._parts(kind, depth, scope, likely))} }}"

    def _parts(self, kind: Kind, depth: int, scope: Scope, likely: str | None) -> list[str]:
        parts = (
            self._narrowed(kind, depth, scope, likely)
            if isinstance(kind, GraphQLInterfaceType)
            else self._fields(kind, depth, scope)
        )
        if self.chance.random() < 0.25 or not parts:
            parts.insert(self.chance.randrange(len(parts) + 1), self.typename(scope))
        return parts

    def root(self, kind: GraphQLObjectType, names: Sequence[str], depth: int, scope: Scope) -> list[str]:
        """The chosen root fields, some perhaps in fragments."""
        return self._wrapped(kind, depth, scope, [self._field(kind, name, depth, scope) for name in names])

    def watched(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        """The one root field of a subscription, which must not have a switch."""
        definition: GraphQLField = kind.fields[name]
        scope = Scope()
        head, key = self._named(
            name, self.inputs.arguments(kind.name, name, definition), str(definition.type), scope
        )
        inner: Any = get_named_type(definition.type)
        return f"{head} {self.selection(inner, depth - 1, scope.below.setdefault(key, Scope()))}"

    def typename(self, scope: Scope) -> str:
        """`__typename`, perhaps under another name."""
        return self._named("__typename", "", "String!", scope)[0]

    # ---- objects ----

    def _fields(self, kind: GraphQLObjectType, depth: int, scope: Scope) -> list[str]:
        leaves = [name for name, each in kind.fields.items() if is_leaf_type(get_named_type(each.type))]
        inner = [name for name in kind.fields if name not in leaves] if depth > 1 else []
        if kind.name == "PageInfo" or kind.name.endswith("Connection"):
            chosen = [name for name in leaves + inner if self.chance.random() < 0.5]
        else:
            chosen = self._some(leaves, 6) + self._some(inner, 2 if depth < 4 else 3)
        self.chance.shuffle(chosen)
        parts = [self._field(kind, name, depth, scope) for name in chosen if self.budget > 0]
        if parts and self.chance.random() < 0.2:
            again = self.chance.choice(chosen)
            parts.append(self._field(kind, again, depth, scope, twice=True))
        return self._wrapped(kind, depth, scope, parts)

    def _some(self, names: list[str], most: int) -> list[str]:
        count = min(len(names), self.chance.randrange(most + 1))
        return self.chance.sample(names, count)

    def _field(self, kind: Kind, name: str, depth: int, scope: Scope, *, twice: bool = False) -> str:
        self.budget -= 1
        definition: GraphQLField = kind.fields[name]
        inner: Any = get_named_type(definition.type)
        likely = self.inputs.values.some_type() if isinstance(inner, GraphQLInterfaceType) else None
        known = f"{kind.name}.{name}"
        if twice and known in scope.heads:
            head, key = scope.heads[known]
        else:
            arguments = self.inputs.arguments(kind.name, name, definition, likely) if definition.args else ""
            head, key = scope.heads[known] = self._named(name, arguments, str(definition.type), scope)
        switch = self._switch()
        if is_leaf_type(inner):
            return head + switch
        below = scope.below.setdefault(key, Scope())
        return f"{head}{switch} {self.selection(inner, depth - 1, below, likely)}"

    def _named(self, name: str, arguments: str, kind: str, scope: Scope) -> tuple[str, str]:
        """The field under its own name or an alias that is free here, and that name."""
        what = f"{name}{arguments}:{kind}"
        key = name
        if self.chance.random() < 0.2 and self._aliases < MOST_ALIASES:
            key = self.chance.choice(ALIASES)
        while scope.taken.get(key, what) != what:
            key = f"{self.chance.choice(ALIASES)}{self.chance.randrange(100)}"
        scope.taken[key] = what
        self._aliases += key != name
        return (f"{name}{arguments}" if key == name else f"{key}: {name}{arguments}"), key

    def _switch(self) -> str:
        if self.chance.random() > 0.08 or self._switches >= MOST_SWITCHES:
            return ""
        self._switches += 1
        return self.inputs.switch()

    # ---- interfaces and fragments ----

    def _narrowed(self, kind: Kind, depth: int, scope: Scope, likely: str | None) -> list[str]:
        kinds = list(self.schema.get_possible_types(kind))  # type: ignore[arg-type] # an interface
        chosen = self.chance.sample(kinds, self.chance.randrange(1, 4))
        chosen += [each for each in kinds if each.name == likely and self.chance.random() < 0.9]
        parts = [self._field(kind, "id", depth, scope)] if self.chance.random() < 0.5 else []
        parts += [
            f"... on {each.name}{self._switch()} {self.selection(each, depth, scope)}"
            for each in dict.fromkeys(chosen)
        ]
        self.chance.shuffle(parts)
        return parts

    def _wrapped(self, kind: GraphQLObjectType, depth: int, scope: Scope, parts: list[str]) -> list[str]:
        """The parts, some of them perhaps inside a fragment."""
        dice = self.chance.random()
        if dice < 0.12 and parts:
            at = self.chance.randrange(len(parts))
            some = parts[at:]
            condition = self.chance.choice(("", f" on {kind.name}", *_interfaces_for(kind, some)))
            parts[at:] = [f"...{condition}{self._switch()} {{ {' '.join(some)} }}"]
        elif dice < 0.2:
            parts.append(self._spread(kind, depth, scope))
        elif dice < 0.28 and kind.interfaces:
            parts.append(f"... on Node {{ {self._field(kind.interfaces[0], 'id', depth, scope)} }}")
        elif dice < 0.32:
            known = [each for each in self._known if each.kind == kind.name and scope.takes(each.scope)]
            if known:
                scope.take(known[0].scope)
                parts.append(f"...{known[0].name}")
        return parts

    def _spread(self, kind: GraphQLObjectType, depth: int, scope: Scope) -> str:
        """A new fragment with names of its own, where they mean the same as those around it."""
        self._spreads += 1
        name, own = f"F{self._spreads}", Scope()
        text = self.selection(kind, depth, own)
        if not scope.takes(own):
            return self.typename(scope)
        scope.take(own)
        self.fragments[name] = f"fragment {name} on {kind.name} {text}"
        self._known.append(Fragment(name, kind.name, own))
        return f"...{name}{self._switch()}"


def _interfaces_for(kind: GraphQLObjectType, parts: Sequence[str]) -> list[str]:
    """Interfaces that have all the fields of the parts: only `id` and `__typename` qualify."""
    plain = all(part in ("id", "__typename") for part in parts)
    return [f" on {each.name}" for each in kind.interfaces] if plain else []
