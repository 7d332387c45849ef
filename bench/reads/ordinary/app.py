"""Serves them: `python -m bench.reads.ordinary.app PORT DATABASE_URL POOL`."""

import base64
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import Enum
from typing import Any
from uuid import UUID

import orjson
import strawberry
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from tortoise import Tortoise
from tortoise.expressions import Q
from typing_extensions import override

from api.core.orm import orm_config
from bench.reads.ordinary import models
from bench.reads.ordinary.loaders import Loaders
from bench.reads.ordinary.types import Customer, Person, Points


@strawberry.enum
class CustomerSort(Enum):
    """The orders of the list: column and direction."""

    NEWEST = "-joined_at"
    NAME = "name"
    LAST_VISIT = "-last_visit_key"
    SPENT = "-spent_minor"


@strawberry.type
class Edge:
    """An item."""

    node: Customer


@strawberry.type
class PageInfo:
    """The end of a page."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type
class CustomerConnection:
    """A page."""

    edges: list[Edge]
    page_info: PageInfo


@strawberry.type
class Query:
    """The two roots."""

    @strawberry.field
    async def person(self, id: strawberry.ID) -> Person | None:  # noqa: A002 - the contract's name
        """By id."""
        row = await models.Person.get_or_none(id=id)
        return None if row is None else Person.of(row)

    @strawberry.field
    async def customers(
        self, business_id: strawberry.ID, sort: CustomerSort, first: int, after: str | None = None
    ) -> CustomerConnection:
        """A page of a business's customers."""
        column, falling = sort.value.removeprefix("-"), sort.value.startswith("-")
        found = models.Customer.filter(business_id=UUID(business_id))
        if after:
            key, member = orjson.loads(base64.urlsafe_b64decode(after + "=" * (-len(after) % 4)))
            beyond = "lt" if falling else "gt"
            found = found.filter(
                Q(**{f"{column}__{beyond}": key}) | Q(**{column: key, f"id__{beyond}": UUID(member)})
            )
        rows = await found.order_by(sort.value, "-id" if falling else "id").limit(first + 1)
        page = rows[:first]
        cursor = None
        if page:
            end = orjson.dumps([getattr(page[-1], column), str(page[-1].id)])
            cursor = base64.urlsafe_b64encode(end).rstrip(b"=").decode()
        return CustomerConnection(
            edges=[Edge(node=Customer.of(row)) for row in page],
            page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=cursor),
        )


class Door(GraphQL[Loaders, None]):
    """Strawberry's own view, with loaders per request and a fast serializer."""

    @override
    async def get_context(
        self,
        request: Request | WebSocket,
        response: Response | WebSocket,
    ) -> Loaders:
        """Fresh loaders."""
        return Loaders()

    @override
    def encode_json(self, data: object) -> str | bytes:
        """Without the detour over text."""
        return orjson.dumps(data)


def main() -> None:
    """One process on loopback."""
    port, url, pool = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    config: dict[str, Any] = orm_config(url, pool_size=pool)
    config["apps"] = {"peer": {"models": [models.__name__], "default_connection": "default"}}

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await Tortoise.init(config=config, _enable_global_fallback=True)
        yield
        await Tortoise.close_connections()

    parsed, validated = ParserCache(maxsize=256), ValidationCache(maxsize=256)
    schema = strawberry.Schema(
        query=Query,
        extensions=[lambda: parsed, lambda: validated],
        config=StrawberryConfig(scalar_map={Points: strawberry.scalar(name="Points", serialize=int)}),
    )
    door = Door(schema, graphql_ide=None)
    app = Starlette(routes=[Route("/graphql", door)], lifespan=lifespan)
    uvicorn.run(app, host="127.0.0.1", port=port, http="httptools", access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
