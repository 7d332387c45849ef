"""What `regulars erp` shows: tables, and a bar over the rows of a backfill."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from api.cli.screen import err, out
from api.erp import DeadRowStatus, Diagnosis, DryRow, DryRun, RunStatus, StreamStatus

SHOWN_ROWS = 10


def show_diagnosis(found: Diagnosis) -> bool:
    """What a test found; whether it was well."""
    if not found.is_ok:
        err.print(f"{found.problem}: {found.message}", style="red", markup=False)
        return False
    out.print(f"{found.server_version}, {found.tables:,} tables, {found.latency_ms:,} ms", markup=False)
    if found.can_write:
        err.print("This login could change the source. Please use one that may only read.", style="yellow")
    return True


def show_status(streams: Sequence[StreamStatus]) -> None:
    """A line for each stream."""
    table = Table("connection", "stream", "state", "mapping", "behind", "dead rows", "problem", box=None)
    for each in streams:
        behind = "" if each.lag_seconds is None else f"{each.lag_seconds:,} s"
        cells = (
            each.connection,
            each.kind,
            each.state,
            str(each.mapping_version),
            behind,
            f"{each.dead_rows:,}",
        )
        table.add_row(*map(Text, cells), Text(each.problem_text))
    out.print(table)


def show_dry_run(tried: DryRun) -> None:
    """The first rows with what came of them, and how many could not be taken."""
    for rows in (tried.rows, tried.lines):
        if rows:
            out.print(_dry_table(rows[:SHOWN_ROWS]))
    out.print(f"{len(tried.rows) + len(tried.lines):,} rows tried, {tried.dead:,} dead")


def _dry_table(rows: Sequence[DryRow]) -> Table:
    table = Table("key", "fields", "problems", box=None)
    for each in rows:
        fields = ", ".join(
            f"{name}={value}" for name, value in (each.result or {}).items() if value is not None
        )
        problems = ", ".join(f"{problem.target_field}: {problem.code}" for problem in each.problems)
        table.add_row(Text(each.key), Text(fields), Text(problems))
    return table


def show_dead(rows: Sequence[DeadRowStatus], total: int) -> None:
    """Rows and why they are dead."""
    table = Table("key", "field", "code", "why", "tries", box=None)
    for each in rows:
        cells = (each.key, each.path, each.code, each.message, str(each.attempts))
        table.add_row(*map(Text, cells))
    out.print(table)
    out.print(f"{total:,} rows wait")


def show_run(run: RunStatus | None) -> None:
    """What the newest run did."""
    if run is None:
        out.print("nothing new")
        return
    out.print(
        f"{run.kind} {run.state}: {run.rows_read:,} read, {run.rows_new:,} new, {run.rows_changed:,} changed, "
        f"{run.rows_same:,} same, {run.rows_dead:,} dead, {run.rows_gone:,} gone, {run.points:,} points"
    )


@contextmanager
def watching() -> Iterator[Callable[[RunStatus], None]]:
    """A bar with rows, rate and time left."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[told]}"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("reading", total=None, told="")
        began = time.monotonic()

        def show(run: RunStatus) -> None:
            rate = run.rows_read / max(time.monotonic() - began, 0.001)
            told = f"{run.rows_read:,} rows, {rate:,.0f}/s"
            progress.update(task, total=run.rows_total, completed=run.rows_read, told=told)

        yield show
