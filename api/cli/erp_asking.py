"""How `regulars erp` finds what it is asked about: the business, its connection, its stream."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import typer

from api import businesses, erp
from api.cli.environment import opened, servers
from api.cli.erp_screen import show_run
from api.cli.screen import stop_with
from api.core.errors import BadInput
from api.core.ids import key_of
from api.core.settings import Settings
from api.erp import RunKind, SourceFailed, SourceKind, StreamStatus

T = TypeVar("T")
Tenant = tuple[UUID, UUID]
BUSY_SECONDS = 1.0
DRIVERS = (
    ("sql server", "mssql"),
    ("odbc", "mssql"),
    ("freetds", "mssql"),
    ("postgres", "postgresql"),
    ("maria", "mysql"),
)
"""How drivers are called elsewhere, so that settings of an older program still fit."""


def kind_of(driver: str) -> SourceKind:
    """The kind of system that a driver is of: our own names, and what drivers are called elsewhere."""
    word = driver.strip().strip("{}").lower()
    known = {kind.value for kind in SourceKind}
    named = next((kind for part, kind in DRIVERS if part in word), word)
    if named not in known:
        raise BadInput(f"There is no driver {driver[:40]}; there are {', '.join(sorted(known))}.")
    return SourceKind(named)


def password_of(settings: Settings, given: str | None) -> str | None:
    """The flag, else the setting; None keeps what is kept."""
    return given or settings.erp_password.get_secret_value() or None


def run_in(business: str, data: Path, work: Callable[[Tenant], Awaitable[T]]) -> T:
    """Does the work with everything open, within the business. What the source says against it ends the command."""
    business_id = key_of(business, "Business", path=("business",))

    async def run() -> T:
        async with opened():
            program_id = await businesses.program_of(business_id)
            try:
                return await work((program_id, business_id))
            except SourceFailed as failed:
                stop_with(failed.message)

    with servers(data):
        return asyncio.run(run())


def ended_well(is_ok: bool) -> None:
    """Ends the command with code 1 where it was not well."""
    if not is_ok:
        raise typer.Exit(1)


async def the_connection(tenant: Tenant, name: str | None) -> UUID:
    """The connection of that name, or the only one."""
    known = await erp.connection_names(*tenant)
    found = [each.id for each in known if name in (None, each.name)]
    if len(found) != 1:
        stop_with(
            "Please name one connection: " + (", ".join(each.name for each in known) or "there is none yet")
        )
    return found[0]


async def the_stream(tenant: Tenant, connection: str | None, kind: str) -> StreamStatus:
    """The connection's stream of that kind."""
    key, streams = await the_connection(tenant, connection), await erp.stream_statuses(*tenant)
    found = next((each for each in streams if each.connection_id == key and each.kind == kind), None)
    if found is None:
        stop_with(f"The connection has no stream of {kind}. Add one with `regulars erp preset`.")
    return found


async def state_of(tenant: Tenant, stream_id: UUID) -> str:
    """How the stream stands now."""
    return next(each.state for each in await erp.stream_statuses(*tenant) if each.id == stream_id)


async def live_turn(tenant: Tenant, stream: StreamStatus, kind: RunKind) -> None:
    """One turn of ours with a stream that must be live, and what it did."""
    if stream.state != "live":
        stop_with(f"The stream is {stream.state}, not live. Start it with `regulars erp backfill`.")
    await erp.work_now(stream.id, kind)
    await show_last(tenant, stream.id)


async def turn(stream_id: UUID, kind: RunKind) -> None:
    """One turn of ours, or a moment's wait where a worker is at it already."""
    try:
        await erp.work_now(stream_id, kind)
    except erp.StreamBusy:
        await asyncio.sleep(BUSY_SECONDS)


async def show_last(tenant: Tenant, stream_id: UUID) -> None:
    """What the newest run did."""
    runs = await erp.newest_runs(*tenant, stream_id, 1)
    show_run(runs[0] if runs else None)
