"""The commands and their options; what they do lives beside."""

import asyncio
import gc
import os
import sys
from typing import Annotated

import asyncpg
import typer
from redis.exceptions import ConnectionError as RedisConnectionError

from api.cli import doctor as doctor_module
from api.cli import ledger
from api.cli.balances import import_app
from api.cli.demo import make_demo, refuse_outside_development
from api.cli.environment import DEFAULT_DATA, DataOption, servers
from api.cli.erp import erp_app
from api.cli.people import business_app, staff_app
from api.cli.screen import out, stop_with
from api.cli.serve import serve
from api.cli.up import UpOptions
from api.cli.up import up as run_installation
from api.core import migrations
from api.core.embedded import ServerStartError
from api.core.errors import ConfigurationError, Refusal
from api.core.settings import get_settings

app = typer.Typer(
    help="Regulars: turns customers into regulars.", no_args_is_help=True, pretty_exceptions_enable=False
)
app.add_typer(business_app, name="business")
app.add_typer(staff_app, name="staff")
app.add_typer(import_app, name="import")
app.add_typer(erp_app, name="erp")

OUT_OF_REACH = (
    ConnectionError,
    RedisConnectionError,
    asyncpg.PostgresConnectionError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InvalidAuthorizationSpecificationError,
)

HostOption = Annotated[
    str, typer.Option(help="Address to listen on; 0.0.0.0 for every network of this machine.")
]
PortOption = Annotated[int, typer.Option(help="Port to listen on; 0 for any that is free.", min=0, max=65535)]


@app.command()
def up(
    data: DataOption = DEFAULT_DATA,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    demo: Annotated[bool, typer.Option("--demo", help="Make demo businesses and print sign-ins.")] = False,
    browser: Annotated[bool, typer.Option(help="Open the app in a browser when it serves.")] = True,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Logs to this terminal, not to files.")
    ] = False,
) -> None:
    """Start everything on this machine: database, Redis, API, worker, app."""
    run_installation(UpOptions(host, port, data, demo, browser, verbose))


@app.command()
def api(
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    fd: Annotated[int | None, typer.Option(help="Listening socket handed down by a supervisor.")] = None,
) -> None:
    """Run one API process beside a database and a Redis of yours."""
    serve(host=host, port=port, fd=fd, trusted_proxies=get_settings().trusted_proxies)


@app.command()
def worker() -> None:
    """Run one background worker."""
    get_settings()
    os.execv(sys.executable, [sys.executable, "-P", "-m", "workers"])  # noqa: S606 - our own program


@app.command()
def migrate(data: DataOption = DEFAULT_DATA) -> None:
    """Bring the database to the newest schema."""
    with servers(data):
        applied = asyncio.run(migrations.migrate(get_settings().database_url))
    out.print("\n".join(applied) if applied else "nothing to migrate")


@app.command(name="migrations")
def make_migrations(
    name: Annotated[str, typer.Argument(help="What changed, in words: add_store_hours.")] = "",
    check: Annotated[bool, typer.Option("--check", help="Only tell whether one is missing.")] = False,
) -> None:
    """Write the migration that the models ask for, or check that none is missing."""
    if check or not name:
        missing = asyncio.run(migrations.drift())
        if missing:
            stop_with(
                "models and migrations differ: " + "; ".join(missing) + "\nregulars migrations NAME writes it"
            )
        out.print("models and migrations agree")
    else:
        out.print("\n".join(asyncio.run(migrations.make(name))) or "models and migrations agree")


TILL = "counter-till.db"


@app.command()
def demo(data: DataOption = DEFAULT_DATA) -> None:
    """Make demo businesses, customers and a year of sales, once, and print sign-ins."""
    refuse_outside_development()
    with servers(data):
        asyncio.run(make_demo(data.expanduser().resolve() / TILL))


@app.command()
def doctor(data: DataOption = DEFAULT_DATA, port: PortOption = 8000) -> None:
    """Say what is wrong with this machine and how to mend it."""
    if not doctor_module.report(asyncio.run(doctor_module.examine(data, port))):
        raise typer.Exit(1)


@app.command(name="verify-ledger")
def verify_ledger(data: DataOption = DEFAULT_DATA) -> None:
    """Prove that the books are sound, joining a running installation or starting its data."""
    with servers(data):
        is_sound = asyncio.run(ledger.verify())
    if not is_sound:
        raise typer.Exit(1)


@app.command(name="retry-reactions")
def retry_reactions(data: DataOption = DEFAULT_DATA) -> None:
    """Let the worker try reactions again that were set aside after ten attempts."""
    with servers(data):
        count = asyncio.run(ledger.retry_reactions())
    out.print(f"{count} will be tried again" if count else "none was set aside")


@app.command()
def schema(check: Annotated[bool, typer.Option("--check", help="Compare, do not write.")] = False) -> None:
    """Write schema.graphql, the public contract."""
    from api.cli.schema import write_or_check  # noqa: PLC0415 - half a second that no other command should wait

    write_or_check(check=check)


@app.command()
def declarations() -> None:
    """Check what fields say of where they read from against a database made for it."""
    from api.cli.declarations import check_declarations  # noqa: PLC0415 - as above

    check_declarations()


def main() -> None:
    """Entry point. Refusals, unfit settings and servers out of reach end with a sentence, without a traceback."""
    try:
        app()
    except (ConfigurationError, ServerStartError) as error:
        sys.exit(str(error))
    except Refusal as refusal:
        sys.exit(refusal.message)
    except OUT_OF_REACH as error:
        sys.exit(f"a server is out of reach: {error}. `regulars doctor` tells more")
    finally:
        gc.freeze()  # the interpreter would look through all that was imported once more: a third of a second
