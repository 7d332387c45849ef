"""`regulars import purchases FILE.csv`: past bills, with a bar, and a file of what could not be."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text
from typing_extensions import override

from api import businesses, purchases
from api.cli.environment import DEFAULT_DATA, DataOption, opened, servers
from api.cli.screen import err, out, stop_with
from api.core.audit import Actor, ActorKind
from api.core.ids import key_of

ACTOR = Actor(ActorKind.COMMAND, name="regulars import")
import_app = typer.Typer(help="Bring history in.", no_args_is_help=True)


@import_app.command(name="purchases")
def import_purchases(
    file: Annotated[
        Path,
        typer.Argument(
            help="The CSV; its columns are told in docs/guides/import.md.", dir_okay=False, exists=True
        ),
    ],
    business: Annotated[str, typer.Option(help="The business's id, as `business create` printed it.")],
    store: Annotated[str | None, typer.Option(help="Code of the store for rows that name none.")] = None,
    dead: Annotated[
        Path | None, typer.Option(help="Where rows that cannot be imported go; FILE.dead.csv when left out.")
    ] = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Import past bills; run it again after an interruption and it goes on where it was."""
    business_id = key_of(business, "Business", path=("business",))

    async def run() -> purchases.ImportReport:
        async with opened():
            store_id = None
            if store is not None:
                stores = (await businesses.stores_of([business_id])).get(business_id, [])
                store_id = next((each.id for each in stores if each.code.lower() == store.lower()), None)
                if store_id is None:
                    stop_with(f"There is no store with the code {store}.")
            with _bar() as show:
                return await purchases.import_csv(
                    ACTOR, business_id, file, store_id=store_id, dead_path=dead, on_progress=show
                )

    with servers(data):
        _tell(asyncio.run(run()))


def _tell(report: purchases.ImportReport) -> None:
    if report.was_finished:
        out.print(f"this file was imported before: {report.rows_done:,} bills are in the books")
        return
    rate = report.rows_now / report.seconds if report.seconds else 0
    out.print(f"{report.rows_done:,} bills in the books ({report.seconds:,.1f} s, {rate:,.0f} rows/s)")
    if report.rows_dead:
        out.print(f"{report.rows_dead:,} rows could not be imported; see {report.dead_path}", markup=False)


class _RowsColumn(ProgressColumn):
    """Rows so far, and how many a second."""

    @override
    def render(self, task: Task) -> Text:
        rows = int(task.fields["rows"])
        rate = rows / task.elapsed if task.elapsed else 0
        return Text(f"{rows:,} rows, {rate:,.0f}/s")


@contextmanager
def _bar() -> Iterator[Callable[[purchases.ImportProgress], None]]:
    """A bar over the file's bytes with rows, rate and time left."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        _RowsColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("importing", total=None, rows=0)

        def show(now: purchases.ImportProgress) -> None:
            rows = now.rows_done + now.rows_dead
            progress.update(task, total=now.bytes_total, completed=now.bytes_done, rows=rows)

        yield show
