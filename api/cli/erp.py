"""`regulars erp`: a shop's own system connected, mapped, read and repaired from a terminal."""

from collections.abc import Awaitable, Callable
from typing import Annotated

import typer

from api import businesses, erp
from api.cli.environment import DEFAULT_DATA, DataOption
from api.cli.erp_asking import (
    Tenant,
    ended_well,
    kind_of,
    live_turn,
    password_of,
    run_in,
    show_last,
    state_of,
    the_connection,
    the_stream,
    turn,
)
from api.cli.erp_screen import show_dead, show_diagnosis, show_dry_run, show_status, watching
from api.cli.screen import out
from api.core.audit import Actor, ActorKind
from api.core.ids import to_global_id
from api.core.settings import get_settings
from api.erp import ConnectionDetails, RunKind, StreamStatus

ACTOR = Actor(ActorKind.COMMAND, name="regulars erp")
SHOWN = 50
erp_app = typer.Typer(help="A shop's own sales system.", no_args_is_help=True)

BusinessOption = Annotated[str, typer.Option(help="The business's id, as `business create` printed it.")]
ConnectionOption = Annotated[
    str | None, typer.Option(help="The connection's name; needed where there are several.")
]
KindOption = Annotated[str, typer.Option(help="invoice, customer or product.")]


def about_a_stream(work: Callable[[Tenant, StreamStatus], Awaitable[None]]) -> None:
    """Makes a command of what is done with one stream: it takes the options by which the stream is found."""

    @erp_app.command(name=work.__name__, help=work.__doc__)
    def command(
        business: BusinessOption,
        connection: ConnectionOption = None,
        kind: KindOption = "invoice",
        data: DataOption = DEFAULT_DATA,
    ) -> None:
        async def found(tenant: Tenant) -> None:
            await work(tenant, await the_stream(tenant, connection, kind))

        run_in(business, data, found)


@erp_app.command()
def connect(
    business: BusinessOption,
    name: Annotated[str, typer.Option(help="What to call it.")] = "Main",
    driver: Annotated[
        str | None, typer.Option(help="mssql, postgresql, mysql, sqlite or csv_folder; else ERP_DRIVER.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Else ERP_HOST.")] = None,
    port: Annotated[int | None, typer.Option(help="Else ERP_PORT, else the usual one.")] = None,
    database: Annotated[str | None, typer.Option(help="Else ERP_DATABASE.")] = None,
    username: Annotated[str | None, typer.Option(help="Else ERP_USERNAME.")] = None,
    password: Annotated[
        str | None, typer.Option(help="Else ERP_PASSWORD, which other users of this machine do not see.")
    ] = None,
    path: Annotated[str, typer.Option(help="For sqlite and csv_folder.")] = "",
    time_zone: Annotated[str | None, typer.Option(help="Of its times; the program's when left out.")] = None,
    encrypted: Annotated[bool, typer.Option("--encrypted", help="The way there must be encrypted.")] = False,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Keep a connection, or change the one of that name, and test it."""

    async def work(tenant: Tenant) -> bool:
        settings, zone = get_settings(), (await businesses.rules_for(tenant[0])).time_zone
        details = ConnectionDetails(
            name=name,
            kind=kind_of(driver or settings.erp_driver),
            time_zone=time_zone or zone,
            host=host or settings.erp_host,
            port=port or settings.erp_port,
            database=database or settings.erp_database,
            username=username or settings.erp_username,
            password=password_of(settings, password),
            path=path,
            is_encrypted=encrypted,
        )
        known = {each.name: each.id for each in await erp.connection_names(*tenant)}
        made = await erp.save_connection(ACTOR, *tenant, details, connection_id=known.get(name))
        out.print(f"connection  {to_global_id('ErpConnection', made)}")
        found = await erp.test_connection(ACTOR, *tenant, connection_id=made, details=None)
        return show_diagnosis(found)

    ended_well(run_in(business, data, work))


@erp_app.command(name="test")
def try_connection(
    business: BusinessOption, connection: ConnectionOption = None, data: DataOption = DEFAULT_DATA
) -> None:
    """Connect, and say what is wrong or what is there."""

    async def work(tenant: Tenant) -> bool:
        key = await the_connection(tenant, connection)
        return show_diagnosis(await erp.test_connection(ACTOR, *tenant, connection_id=key, details=None))

    ended_well(run_in(business, data, work))


@erp_app.command()
def preset(
    name: Annotated[str, typer.Argument(help="logic_erp, odoo, erpnext, erpnext_pos or generic.")],
    business: BusinessOption,
    connection: ConnectionOption = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Add the streams of a ready-made system."""

    async def work(tenant: Tenant) -> None:
        await erp.add_streams(ACTOR, *tenant, await the_connection(tenant, connection), name)
        show_status(await erp.stream_statuses(*tenant))

    run_in(business, data, work)


@erp_app.command()
def preview(
    business: BusinessOption,
    connection: ConnectionOption = None,
    kind: KindOption = "invoice",
    save: Annotated[bool, typer.Option("--save", help="Keep the mapping as it was tried.")] = False,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Show what the mapping makes of the newest 100 rows; nothing is booked."""

    async def work(tenant: Tenant) -> None:
        stream = await the_stream(tenant, connection, kind)
        rows, lines = await erp.starting_mapping(*tenant, stream.id)
        tried = await erp.dry_run(*tenant, stream.id, rows, lines)
        show_dry_run(tried)
        if save:
            kept = await erp.save_mapping(ACTOR, *tenant, stream.id, rows, lines, tried.token)
            out.print(f"kept as version {kept.version}")

    run_in(business, data, work)


@about_a_stream
async def backfill(tenant: Tenant, stream: StreamStatus) -> None:
    """Read all history, with a bar; run it again after an interruption and it goes on where it was."""
    if stream.state != "backfilling":
        await erp.start_backfill(ACTOR, *tenant, stream.id)
    with watching() as show:
        while await state_of(tenant, stream.id) == "backfilling":
            await turn(stream.id, RunKind.POLL)
            show((await erp.newest_runs(*tenant, stream.id, 1))[0])
    await show_last(tenant, stream.id)


@about_a_stream
async def poll(tenant: Tenant, stream: StreamStatus) -> None:
    """Read what is new, once."""
    await live_turn(tenant, stream, RunKind.POLL)


@about_a_stream
async def reconcile(tenant: Tenant, stream: StreamStatus) -> None:
    """Compare every day with the source, and take what differs."""
    await live_turn(tenant, stream, RunKind.RECONCILE)


@erp_app.command()
def status(business: BusinessOption, data: DataOption = DEFAULT_DATA) -> None:
    """Show every stream: how it stands, how far behind it is, what waits."""

    async def work(tenant: Tenant) -> None:
        show_status(await erp.stream_statuses(*tenant))

    run_in(business, data, work)


@about_a_stream
async def dead(tenant: Tenant, stream: StreamStatus) -> None:
    """List rows that could not be taken, and why."""
    show_dead(await erp.open_dead_rows(*tenant, stream.id, SHOWN), stream.dead_rows)


@about_a_stream
async def replay(tenant: Tenant, stream: StreamStatus) -> None:
    """Try rows again that could not be taken, the oldest 1,000."""
    tally = await erp.replay_dead_rows(ACTOR, *tenant, stream.id)
    out.print(f"{tally.read - tally.dead:,} taken, {tally.dead:,} still dead, {tally.points:,} points")
