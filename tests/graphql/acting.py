"""What a world's owner does, and whom it is done with."""

from collections.abc import Mapping
from typing import Any

from api import customers
from api.core import db
from api.graphql.base.engine import Engine
from tests.graphql.worlds import ID_OF, LIVING, World, ask, id_of


async def do(engine: Engine, world: World, field_text: str, given: dict[str, Any]) -> dict[str, Any]:
    """One mutation with its input, which is named by its type. Raises AssertionError where it is refused."""
    ((type_name, variables),) = given.items()
    query = f"mutation($i: {type_name}!) {{ done: {field_text} {{ errors {{ code message path }} }} }}"
    return await done(engine, world, query, {"i": variables})


async def done(engine: Engine, world: World, query: str, variables: Mapping[str, Any]) -> dict[str, Any]:
    """A mutation's payload. Raises AssertionError where it is refused."""
    answer = await ask(engine, world.owner, query, variables)
    payload: dict[str, Any] = next(iter((answer.data or {}).values()), {}) or {}
    if answer.errors or payload["errors"]:
        raise AssertionError(f"the world could not be made: {query} {answer.body()}")
    return payload


async def member_of(world: World) -> customers.Member:
    """The world's member."""
    key = await id_of(world, ID_OF["Customer"])
    return (await customers.members_by_id(world.tenant.program_id, [key]))[key]


async def number_of(world: World) -> str:
    """The number on the member's card."""
    number = f"SELECT number FROM ({LIVING}) living JOIN membership USING (id) LIMIT 1"
    return str(await db.fetchval(number, world.tenant.program_id))
