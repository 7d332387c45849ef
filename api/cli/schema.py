"""What the program promises to others, as files: the GraphQL schema and each fact's JSON Schema."""

import difflib
from importlib import import_module
from itertools import islice
from pathlib import Path

import orjson

from api.cli.screen import out, stop_with
from api.core.orm import DOMAINS
from api.core.outbox import Fact
from api.graphql.schema import sdl

SCHEMA = Path("schema.graphql")
FACTS = Path("docs/events")
SHOWN_LINES = 60


def promises() -> dict[Path, str]:
    """The text of every file that the program writes about itself."""
    for domain in DOMAINS:
        import_module(f"api.{domain}")
    facts = {
        FACTS / f"{name}.v{version}.json": _json_schema(kind)
        for (name, version), kind in sorted(Fact.kinds.items())
        if kind.__module__.startswith("api.")
    }
    return {SCHEMA: sdl(), **facts}


def write_or_check(*, check: bool) -> None:
    """Writes the files; with `check` compares them and ends with code 1 where they differ."""
    fresh = promises()
    stale = [path for path in FACTS.glob("*.json") if path not in fresh]
    if check:
        _check(fresh, stale)
        return
    FACTS.mkdir(parents=True, exist_ok=True)
    for path, text in fresh.items():
        path.write_text(text, encoding="utf-8")
    for path in stale:
        path.unlink()
    out.print(f"{SCHEMA} has {fresh[SCHEMA].count(chr(10))} lines; {len(fresh) - 1} facts in {FACTS}")


def _json_schema(kind: type[Fact]) -> str:
    described = {"title": kind.name, "$comment": f"version {kind.version}"}
    schema = kind.model_json_schema() | described
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS).decode() + "\n"


def _check(fresh: dict[Path, str], stale: list[Path]) -> None:
    lines = [f"{path} is of no fact" for path in stale]
    for path, text in fresh.items():
        committed = path.read_text(encoding="utf-8") if path.exists() else ""
        if committed != text:
            difference = difflib.unified_diff(
                committed.splitlines(),
                text.splitlines(),
                f"{path} as committed",
                "the program",
                lineterm="",
                n=1,
            )
            lines += islice(difference, SHOWN_LINES)
    if lines:
        stop_with("\n".join([*lines, "not what the program says: make schema"]))
