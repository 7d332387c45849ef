"""Reads docs/features.md, and finds what it names: tests, operations, screens, doors, commands, settings, files."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphql import build_schema
from graphql.type import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from typer.main import get_group

from api.app import build
from api.cli.commands import app as commands
from api.core.settings import Environment, Settings
from api.graphql.schema import schema as served_schema
from api.identity import authenticate

ROOT = Path(__file__).parents[2]
ID = re.compile(r"\b[A-E]-\d{3}\b")
NAMED = re.compile(r"`([^`]+)`")
ROUTES = re.compile(r"^\s+\w+: '(/[^']*)',?$", re.MULTILINE)


@dataclass(frozen=True)
class Line:
    """A row of a table: the requirement, what is said to be where, and what is said to prove it."""

    id: str
    where: tuple[str, ...]
    proof: tuple[str, ...]


def served() -> list[Line]:
    """The rows above "Not yet"."""
    page = (ROOT / "docs" / "features.md").read_text(encoding="utf-8").split("\n## Not yet\n")[0]
    rows = [
        [cell.strip() for cell in row.strip("|").split(" | ")]
        for row in page.splitlines()
        if ID.match(row[2:])
    ]
    return [Line(row[0], tuple(NAMED.findall(row[2])), tuple(NAMED.findall(row[3]))) for row in rows]


def told_ids() -> list[str]:
    """Ids in the order of the page, those of "Not yet" too."""
    page = (ROOT / "docs" / "features.md").read_text(encoding="utf-8")
    return re.findall(rf"^\| ({ID.pattern}) \|", page, re.MULTILINE)


def required_ids() -> list[str]:
    """Ids of docs/requirements.md, where each begins its line or its part of one."""
    return ID.findall((ROOT / "docs" / "requirements.md").read_text(encoding="utf-8"))


def is_there(name: str) -> bool:
    """Whether something named on the page exists."""
    if name.startswith("regulars "):
        return name.split()[1] in get_group(commands).commands
    if name.startswith("make "):
        makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
        return re.search(rf"^{re.escape(name.split()[1])}:", makefile, re.MULTILINE) is not None
    if name.startswith("/"):
        return name in screens() | doors()
    if (ROOT / name).exists():
        return True
    if name.isupper():
        return name.lower() in Settings.model_fields
    if re.fullmatch(r"[A-Z]\w+\.\w+", name):
        return has_field(*name.split("."))
    if re.fullmatch(r"[a-z]\w+", name):
        return any(has_field(root, name) for root in ("Query", "Mutation", "Subscription"))
    return False


def is_a_test(name: str) -> bool:
    """Whether a test of this name exists: `file.py::test_x`, `file.test.ts::its words`, or a file that is the proof."""
    path, _, test = name.partition("::")
    file = ROOT / path
    if not file.is_file():
        return False
    if path.endswith(".py"):
        return test in tests_in(file)
    return not test or f"'{test}'" in file.read_text(encoding="utf-8")


@cache
def tests_in(file: Path) -> frozenset[str]:
    """Names of the test functions of a file."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions if node.name.startswith("test_"))


@cache
def contract() -> GraphQLSchema:
    """The committed contract."""
    return build_schema((ROOT / "schema.graphql").read_text(encoding="utf-8"))


def has_field(type_name: str, field: str) -> bool:
    """Whether a type of the contract has this field."""
    named = contract().type_map.get(type_name)
    return isinstance(named, GraphQLObjectType | GraphQLInterfaceType) and field in named.fields


@cache
def names_of_the_contract() -> frozenset[str]:
    """Every field, argument and input field."""
    found: set[str] = set()
    for named in contract().type_map.values():
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            found |= named.fields.keys()
            found.update(argument for field in named.fields.values() for argument in field.args)
        elif isinstance(named, GraphQLInputObjectType):
            found |= named.fields.keys()
    return frozenset(found)


@cache
def screens() -> frozenset[str]:
    """Addresses of the app's screens; those with `*` only hand on to a face."""
    tables = (ROOT / "pwa" / "src").glob("*/routes.ts")
    found = {path for table in tables for path in ROUTES.findall(table.read_text(encoding="utf-8"))}
    return frozenset(path for path in found if "*" not in path)


@cache
def doors() -> frozenset[str]:
    """Paths that the server answers beside the app's own."""
    app = build(Settings(environment=Environment.DEVELOPMENT), served_schema(), authenticate)
    return frozenset(getattr(route, "path", "") for route in app.routes)
