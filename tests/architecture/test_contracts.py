"""The import contracts bite: each planted fault is noticed by the contract that is there for it."""

import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
TREE = ("api", "workers", "tests/architecture", "pyproject.toml")

DOWN = "Calls go down: doors > adapters > domains in order > core"
CYCLE = "No import cycle anywhere"
BESIDE = "Workers stand beside the API: api never imports workers"
NO_HTTP = "Workers do not go through GraphQL or HTTP"
INSIDE = "Inside a domain: service > queries > models > values"
DOOR = "A domain is entered by its front door"
SLICES = "GraphQL slices meet only in schema.py (cross-references are strawberry.lazy)"
FRAMEWORK = "Domains know no framework but the ORM"
PURE = "Rules and values are pure: no ORM, no I/O"
ADAPTER = "Adapters see ports and values only"
ORM = "Only the ORM side talks to Tortoise"

FAULTS: dict[str, tuple[str, dict[str, str]]] = {
    "core knows a domain": (DOWN, {"api/core/planted.py": "import api.businesses"}),
    "a lower domain calls a higher one": (DOWN, {"api/customers/planted.py": "import api.purchases"}),
    "domains of one floor see each other": (DOWN, {"api/products/planted.py": "import api.identity"}),
    "a domain knows its adapters": (DOWN, {"api/wallet/planted.py": "import api.integrations"}),
    "a domain knows GraphQL": (DOWN, {"api/ledger/planted.py": "import api.graphql"}),
    "two doors know each other": (DOWN, {"api/web/planted.py": "import api.graphql"}),
    "a folder that nobody listed": (DOWN, {"api/novelty/__init__.py": ""}),
    "two modules import each other": (
        CYCLE,
        {
            "api/core/planted_a/__init__.py": "import api.core.planted_b",
            "api/core/planted_b/__init__.py": "import api.core.planted_a",
        },
    ),
    "the API imports a worker": (BESIDE, {"api/core/planted.py": "import workers"}),
    "a worker imports strawberry": (NO_HTTP, {"workers/planted.py": "import strawberry"}),
    "a worker goes through GraphQL": (NO_HTTP, {"workers/planted.py": "import api.graphql"}),
    "values know tables": (INSIDE, {"api/wallet/types.py": "import api.wallet.models"}),
    "a domain enters another by an inner file": (
        DOOR,
        {"api/purchases/planted.py": "import api.ledger.models"},
    ),
    "a GraphQL slice reads a domain's tables": (
        DOOR,
        {"api/graphql/identity/planted.py": "import api.ledger.models"},
    ),
    "a worker enters by an inner file": (DOOR, {"workers/planted.py": "import api.customers.models"}),
    "a slice imports another slice": (
        SLICES,
        {"api/graphql/identity/planted.py": "import api.graphql.businesses"},
    ),
    "the GraphQL base knows a slice": (
        SLICES,
        {"api/graphql/base/planted.py": "import api.graphql.businesses"},
    ),
    "a slice that nobody listed": (SLICES, {"api/graphql/novelty/__init__.py": ""}),
    "a verb calls the network": (FRAMEWORK, {"api/customers/models.py": "import httpx"}),
    "a rule reads the database": (PURE, {"api/ledger/rules/times.py": "import tortoise"}),
    "an error knows Redis": (PURE, {"api/customers/errors.py": "import api.core.redis"}),
    "an adapter calls a service": (ADAPTER, {"api/integrations/planted.py": "import api.customers.service"}),
    "a web door talks to the database": (ORM, {"api/web/planted.py": "import asyncpg"}),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program that may be spoilt."""
    copy = tmp_path_factory.mktemp("planted")
    for name in TREE:
        source, target = ROOT / name, copy / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    (copy / "tests" / "__init__.py").touch()
    return copy


@pytest.fixture(scope="module")
def noticed(tree: Path) -> dict[str, list[str]]:
    """Fault -> names of broken contracts; the empty fault is the untouched copy."""
    program = (
        f"import sys; sys.path.insert(0, {str(tree)!r}); import tests.architecture.planting as p; p.main()"
    )
    run = subprocess.run(
        [sys.executable, "-P", "-c", program],
        input=json.dumps({name: files for name, (_, files) in FAULTS.items()}),
        cwd=tree,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    results: dict[str, list[str]] = json.loads(run.stdout)
    return results


def test_the_untouched_copy_keeps_every_contract(noticed: dict[str, list[str]]) -> None:
    """Given the program as it is, when it is checked, then nothing is broken."""
    assert noticed[""] == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_noticed(noticed: dict[str, list[str]], fault: str) -> None:
    """Given one bad import, when the program is checked, then the contract made for it is broken."""
    assert FAULTS[fault][0] in noticed[fault]


def test_the_command_fails_too(tree: Path) -> None:
    """Given one bad import, when `lint-imports` runs as in `make check`, then it ends with 1 and names both sides."""
    planted = tree / "api" / "core" / "planted.py"
    planted.write_text("import workers\n")
    try:
        command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
        run = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    finally:
        planted.unlink()
    assert run.returncode == 1
    assert "api.core.planted -> workers" in run.stdout


def test_every_domain_has_a_front_door_contract() -> None:
    """Given the folders with tables, when the contracts are read, then each is named by the front-door contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    named = next(contract["domains"] for contract in contracts if contract["type"] == "front_door")
    folders = {f"api.{path.parent.name}" for path in (ROOT / "api").glob("*/models*")} - {"api.core"}
    assert folders <= set(named)
