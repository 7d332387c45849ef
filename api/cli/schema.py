"""The public contract as a file: written, or compared with what the program says."""

import difflib
from itertools import islice
from pathlib import Path

from api.cli.screen import out, stop_with
from api.graphql.schema import sdl

FILE = Path("schema.graphql")
SHOWN_LINES = 60


def write_or_check(*, check: bool) -> None:
    """Writes schema.graphql; with `check` compares and ends with code 1 where they differ."""
    fresh = sdl()
    if not check:
        FILE.write_text(fresh)
        out.print(f"{FILE} has {fresh.count(chr(10))} lines")
        return
    committed = FILE.read_text() if FILE.exists() else ""
    if committed != fresh:
        difference = difflib.unified_diff(
            committed.splitlines(), fresh.splitlines(), "committed", "program", lineterm="", n=1
        )
        stop_with(
            "\n".join([*islice(difference, SHOWN_LINES), f"{FILE} is not what the program says: make schema"])
        )
