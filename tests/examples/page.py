"""Reads a worked example: the settings, what happens, and the figures that must be there."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Row = dict[str, str]


@dataclass(frozen=True)
class Step:
    """One line of what happens."""

    number: int
    day: date
    who: str
    what: str
    shop: str


@dataclass(frozen=True)
class Figures:
    """What must be there after a step: of somebody, or of a shop."""

    after: int
    who: str
    values: Row


@dataclass(frozen=True)
class Page:
    """A story with its figures."""

    name: str
    settings: list[tuple[str, str]]
    steps: list[Step]
    figures: list[Figures]


def read(path: Path) -> Page:
    """The page's tables by their headings: `The rules`, `What happens`, `The figures` (one table or several)."""
    sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    by_title = {section.partition("\n")[0].strip(): section for section in sections[1:]}
    rules = [row for table in _tables(by_title["The rules"]) for row in table]
    steps = [row for table in _tables(by_title["What happens"]) for row in table]
    figures = [row for table in _tables(by_title["The figures"]) for row in table]
    return Page(
        path.stem,
        [(row["rule"], row["is"]) for row in rules],
        [
            Step(
                int(row["step"]), date.fromisoformat(row["day"]), row["who"], row["what"], row.get("shop", "")
            )
            for row in steps
        ],
        [Figures(int(row.pop("after step")), row.pop("who"), row) for row in figures],
    )


def _tables(text: str) -> list[list[Row]]:
    found = []
    for table in re.findall(r"(?:^\|.*\|\n?)+", text, flags=re.MULTILINE):
        head, _, *rows = [_cells(line) for line in table.strip().splitlines()]
        found.append([dict(zip(head, row, strict=True)) for row in rows])
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]
