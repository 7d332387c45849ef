"""`regulars import`: histories from files, with progress, rate and time left."""

import asyncio
import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from api import purchases
from api.cli.environment import DEFAULT_DATA, DataOption, opened, servers
from api.cli.screen import err, out
from api.core.audit import Actor, ActorKind
from api.core.ids import key_of
from api.purchases import ImportProgress, ImportReport

ACTOR = Actor(ActorKind.COMMAND, name="regulars import")

import_app = typer.Typer(help="Bring in histories from files.", no_args_is_help=True)


@import_app.callback()
def import_group() -> None:
    """Bring in histories from files."""


@import_app.command(name="purchases")
def import_purchases(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV of bills.")],
    business: Annotated[str, typer.Option(help="The business's id, as `business create` printed it.")],
    store: Annotated[str | None, typer.Option(help="Id of the store of rows that name none.")] = None,
    dead: Annotated[
        Path | None, typer.Option(help="Where rows go that cannot be; FILE.dead.csv if not given.")
    ] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Import past bills: any size, again after a crash goes on where it was, a file done before changes nothing."""
    business_id = key_of(business, "Business", path=("business",))
    store_id = None if store is None else key_of(store, "Store", path=("store",))

    async def run() -> ImportReport:
        async with opened():
            with Meter(file.name) as meter:
                return await purchases.import_csv(
                    ACTOR, business_id, file, store_id=store_id, dead_path=dead, on_progress=meter.show
                )

    with servers(data):
        _tell(asyncio.run(run()))


class Meter:
    """A bar with rows, rows per second and time left; in a pipe it keeps silent."""

    def __init__(self, name: str) -> None:
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rows]:,} rows, {task.fields[rate]:,.0f}/s"),
            TimeRemainingColumn(),
            console=err,
            disable=not err.is_terminal,
        )
        self._task = self._bar.add_task(name, total=None, rows=0, rate=0.0)
        self._first: tuple[int, float] | None = None

    def __enter__(self) -> "Meter":
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def show(self, progress: ImportProgress) -> None:
        """Moves the bar to where the import is."""
        rows, seconds = progress.rows_done + progress.rows_dead, time.monotonic()
        self._first = self._first or (rows, seconds)
        passed = seconds - self._first[1]
        rate = (rows - self._first[0]) / passed if passed else 0.0
        self._bar.update(
            self._task, completed=progress.bytes_done, total=progress.bytes_total, rows=rows, rate=rate
        )


def _tell(report: ImportReport) -> None:
    if report.was_finished:
        out.print(f"this file was imported before: {report.rows_done:,} rows, nothing changed")
        return
    rate = report.rows_now / report.seconds if report.seconds else 0.0
    out.print(
        f"{report.rows_done:,} rows imported, {report.rows_now:,} now in {report.seconds:.1f} s ({rate:,.0f}/s)"
    )
    if report.rows_dead:
        out.print(f"{report.rows_dead:,} rows could not be: see {report.dead_path}", markup=False)
