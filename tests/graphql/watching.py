"""Open subscriptions, and what the relay and the hub do with the facts that wait."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from api import identity
from api.core import db
from api.core.settings import get_settings
from api.graphql.base.context import Context
from api.graphql.base.engine import Engine, GraphQLRequest
from api.graphql.base.hub import hub
from api.graphql.base.viewer import viewer_of
from api.graphql.schema import schema
from tests.factories.businesses import Tenant


@asynccontextmanager
async def watching(query: str, key: str, token: str) -> AsyncIterator[Any]:
    """An open subscription to the thing of that id."""
    engine = Engine(schema(), get_settings())
    context = Context(viewer=viewer_of(await identity.authenticate(token)))
    request = GraphQLRequest(query, None, {"id": key})
    stream = engine.stream(engine.prepare(request, context), request, context)
    try:
        yield stream
    finally:
        await stream.aclose()


async def touch_topics_of(tenant: Tenant) -> None:
    """Tells open screens of every fact of the tenant's program."""
    rows = await db.fetch("SELECT topics FROM outbox WHERE program_id = $1", tenant.program_id)
    hub.touch(topic for row in rows for topic in row["topics"] or ())
