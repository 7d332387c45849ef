"""`regulars import balances FILE.csv`: opening balances, checked first, with a bar, and a file of what is wrong."""

import asyncio
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.progress import Progress

from api import ledger
from api.cli.environment import DEFAULT_DATA, DataOption, opened, servers
from api.cli.importing import ACTOR
from api.cli.importing import import_app as import_app
from api.cli.screen import err, out
from api.core.ids import key_of
from api.ledger import ImportInfo, ImportState

PART_LINES = 2_000
SHOWN = 20


@import_app.command(name="balances")
def import_balances(
    file: Annotated[
        Path,
        typer.Argument(
            help="The CSV; its columns are told in docs/guides/import.md.", dir_okay=False, exists=True
        ),
    ],
    business: Annotated[str, typer.Option(help="The business's id, as `business create` printed it.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would happen; post nothing.")
    ] = False,
    problems: Annotated[
        Path | None, typer.Option(help="Where wrong lines go; FILE.problems.csv when left out.")
    ] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Import opening balances; the same file, or the same external_id, is never posted twice."""
    business_id = key_of(business, "Business", path=("business",))
    target = problems or file.with_suffix(".problems.csv")

    async def run() -> ImportInfo:
        async with opened():
            made = await _read(business_id, file)
            if made.rows_wrong:
                report = await ledger.problems_as_csv(business_id, made.id)
                await asyncio.to_thread(target.write_text, report, encoding="utf-8")
                for line in report.splitlines()[1 : SHOWN + 1]:
                    err.print(line, markup=False)
            if made.state is ImportState.CHECKED and dry_run:
                return await ledger.cancel_import(business_id, made.id)
            if made.state is ImportState.CHECKED:
                await ledger.post_import(ACTOR, business_id, made.id)
                await ledger.continue_imports()
                return await ledger.post_import(ACTOR, business_id, made.id)
            return made

    with servers(data):
        _tell(asyncio.run(run()), target, dry_run=dry_run)


async def _read(business_id: UUID, file: Path) -> ImportInfo:
    """The whole file read and checked, from where it was left."""
    content = await asyncio.to_thread(file.read_bytes)
    made = await ledger.start_import(ACTOR, business_id, file.name, hashlib.sha256(content).hexdigest())
    parts = list(_parts(content.decode("utf-8", errors="replace")))
    with Progress(console=err, transient=True) as progress:
        task = progress.add_task("checking", total=len(parts), completed=made.parts)
        for part in range(made.parts, len(parts)):
            is_last = part == len(parts) - 1
            made = await ledger.add_rows(business_id, made.id, part, parts[part], is_last=is_last)
            progress.update(task, completed=part + 1)
    return made


def _parts(text: str) -> Iterator[str]:
    lines = text.splitlines(keepends=True) or [""]
    for start in range(0, len(lines), PART_LINES):
        yield "".join(lines[start : start + PART_LINES])


def _tell(made: ImportInfo, target: Path, *, dry_run: bool) -> None:
    good = made.rows_read - made.rows_wrong
    if dry_run and made.state is ImportState.CANCELLED:
        out.print(f"{good:,} lines with {made.points_read:,} points can be posted; nothing was")
    else:
        known = f", {made.rows_known:,} had been before" if made.rows_known else ""
        out.print(f"{made.rows_posted:,} lines with {made.points_posted:,} points are posted{known}")
    if made.rows_wrong:
        out.print(f"{made.rows_wrong:,} lines are wrong; see {target}", markup=False)
