"""Making the demo once and telling whom one can sign in as."""

from contextlib import suppress
from pathlib import Path

from rich.table import Table

from api.cli.demo import cast
from api.cli.demo.build import build
from api.cli.environment import opened
from api.cli.screen import out, stop_with
from api.core.settings import Settings, get_settings
from api.identity import EmailTaken


def refuse_outside_development() -> None:
    """Ends the command where strangers could use the sign-ins that everybody knows."""
    if not Settings().is_local:
        stop_with(
            "The demo has sign-ins that everybody knows: it is only made where ENVIRONMENT is development."
        )


async def make_demo(till: Path) -> None:
    """Builds the demo where it is not there yet and prints the sign-ins."""
    async with opened():
        with suppress(EmailTaken):  # made by an earlier run
            await build(till)
    out.print(_sign_ins())
    url = get_settings().public_url
    out.print(
        f"staff: {url}/staff/sign-in, password {cast.PASSWORD}, the cashier's till PIN {cast.CASHIER_PIN}"
    )
    out.print(f"customers: {url}/sign-in, the code appears at {url}/dev/inbox")


def _sign_ins() -> Table:
    table = Table(box=None, show_header=False, pad_edge=False)
    for sign in cast.SIGNS:
        table.add_row(sign.role, sign.by, sign.name)
    return table
