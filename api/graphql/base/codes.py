"""The one ErrorCode enum, collected from the refusals of every domain."""

import importlib
import inspect
import pkgutil
from enum import Enum
from typing import Any

import strawberry
from strawberry.types.enum import StrawberryEnumDefinition

import api
from api.core.errors import Refusal

DOORS = frozenset({"app", "cli", "graphql", "web", "mcp", "wiring", "integrations"})


def _collect() -> dict[str, str]:
    """Every code with its description, after all domains below the doors are loaded."""
    for module in pkgutil.iter_modules(api.__path__):
        if module.ispkg and module.name not in DOORS:
            importlib.import_module(f"api.{module.name}")
    return {code: inspect.cleandoc(kind.__doc__ or code) for code, kind in sorted(Refusal.codes.items())}


def _build() -> type[Enum]:
    descriptions = _collect()
    functional: Any = Enum  # the functional form is typed as a lookup of a member
    made: type[Enum] = functional("ErrorCode", {code: code for code in descriptions}, module=__name__)
    strawberry.enum(
        made, description="Why something was refused. Stable: clients translate by code, never by message."
    )
    definition: StrawberryEnumDefinition = made.__strawberry_definition__  # type: ignore[attr-defined]
    for value in definition.values:
        value.description = descriptions[value.name].split("\n\n")[0].replace("\n", " ")
    return made


ErrorCode = _build()
