"""Every package that the program imports is declared, so that a bare machine has it."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
OURS = {"api", "workers", "migrations"}


def test_every_import_of_the_program_is_declared() -> None:
    """Given all imports of api and workers, when each is traced to its package, then pyproject names that package."""
    graph = grimp.build_graph("api", "workers", include_external_packages=True, cache_dir=None)
    external = {module for module in graph.modules if graph.is_module_squashed(module)}
    declared = {
        _normal(re.split(r"[\[<>=;, ]", line, maxsplit=1)[0])
        for line in tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    }
    providers = packages_distributions()
    undeclared = {
        module
        for module in external - OURS - set(sys.stdlib_module_names)
        if not declared & set(map(_normal, providers.get(module.split(".")[0], [])))
    }
    assert undeclared == set()


def test_the_lock_holds_every_declared_package_with_hashes() -> None:
    """Given pyproject, when the lock is read, then each dependency is pinned there, and no address of an index is."""
    lock = (ROOT / "requirements.lock").read_text()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pinned = set(re.findall(r"^([a-z0-9.-]+)==.*\\\n    --hash=sha256:", lock, re.MULTILINE))
    assert {_normal(re.split(r"[\[<>=;, ]", line, maxsplit=1)[0]) for line in wanted} <= pinned
    assert "://" not in lock
    assert "--index-url" not in lock


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
