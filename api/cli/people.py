"""Businesses and staff made from a terminal, for the first sign-in and for scripts."""

import asyncio
import secrets
from typing import Annotated

import typer

from api import identity
from api.businesses import EarnRate
from api.cli.environment import DEFAULT_DATA, DataOption, opened, servers
from api.cli.screen import out
from api.core.audit import Actor, ActorKind
from api.core.ids import key_of, to_global_id
from api.core.money import minor_per_unit

ACTOR = Actor(ActorKind.COMMAND, name="regulars")
MADE_UP_BYTES = 12

business_app = typer.Typer(help="Businesses.", no_args_is_help=True)
staff_app = typer.Typer(help="People who work for a business.", no_args_is_help=True)

PasswordOption = Annotated[
    str | None,
    typer.Option(
        envvar="REGULARS_PASSWORD", help="Theirs to sign in with; made up and printed when left out."
    ),
]


@business_app.command(name="create")
def create_business(
    name: Annotated[str, typer.Argument(help="Name of the business.")],
    email: Annotated[str, typer.Option(help="The owner's e-mail, for signing in.")],
    owner: Annotated[str, typer.Option(help="The owner's name.")],
    currency: Annotated[str, typer.Option(help="ISO 4217 code.")] = "EUR",
    time_zone: Annotated[
        str, typer.Option(help="IANA name; the program's days are its days.")
    ] = "Europe/Berlin",
    region: Annotated[str, typer.Option(help="Two letters; phone numbers without + are of it.")] = "DE",
    points: Annotated[int, typer.Option(help="Points for one unit of the currency.", min=1)] = 1,
    password: PasswordOption = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Set up a business with its roles, a first store and its owner."""
    new = identity.NewStaff(email, owner, password or secrets.token_urlsafe(MADE_UP_BYTES))

    async def create() -> None:
        async with opened():
            business, store, _ = await identity.set_up_business(
                ACTOR,
                name=name,
                currency=currency,
                time_zone=time_zone,
                region=region,
                owner=new,
                earn_rate=EarnRate(points, minor_per_unit(currency)),
            )
        _tell("business", to_global_id("Business", business.id))
        _tell("store", to_global_id("Store", store.id))
        _tell_sign_in(new, is_made_up=password is None)

    with servers(data):
        asyncio.run(create())


@staff_app.command(name="create")
def create_staff(
    name: Annotated[str, typer.Argument(help="Their name.")],
    business: Annotated[str, typer.Option(help="The business's id, as `business create` printed it.")],
    email: Annotated[str, typer.Option(help="Their e-mail, for signing in.")],
    role: Annotated[
        str, typer.Option(help="owner, manager, cashier, analyst, or one of your own.")
    ] = "cashier",
    password: PasswordOption = None,
    data: DataOption = DEFAULT_DATA,
) -> None:
    """Add someone to a business, without an invitation."""
    new = identity.NewStaff(email, name, password or secrets.token_urlsafe(MADE_UP_BYTES))
    business_id = key_of(business, "Business", path=("business",))

    async def create() -> None:
        async with opened():
            staff = await identity.add_staff(ACTOR, business_id, new, role_key=role)
        _tell("staff", to_global_id("StaffMember", staff.id))
        _tell_sign_in(new, is_made_up=password is None)

    with servers(data):
        asyncio.run(create())


def _tell(name: str, value: str) -> None:
    out.print(f"{name:<10}{value}", markup=False)


def _tell_sign_in(new: identity.NewStaff, *, is_made_up: bool) -> None:
    _tell("e-mail", new.email)
    if is_made_up:
        _tell("password", new.password)
