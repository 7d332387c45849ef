"""The base of every GraphQL slice: import from here, and see docs/guides/graphql.md for a worked example."""

from api.graphql.base.access import (
    Access,
    Guard,
    customer,
    either,
    platform_admin,
    public,
    requires,
    signed_in,
    staff,
)
from api.graphql.base.codes import ErrorCode
from api.graphql.base.connections import After, Connection, Edge, First, PageInfo, shown
from api.graphql.base.context import Context, Info
from api.graphql.base.errors import UserError
from api.graphql.base.fields import Payload, field, guarded_type, mutation, query, resolver, subscription
from api.graphql.base.live import live
from api.graphql.base.nodes import Node, read_node, reads_nodes
from api.graphql.base.plan.declare import Coerced, Columns, Via
from api.graphql.base.plan.fields import (
    alone,
    column,
    embedded,
    known,
    many,
    node_by_id,
    one,
    opaque_id,
    pages,
    watched,
)
from api.graphql.base.plan.registry import reads
from api.graphql.base.plan.resolve import read, read_all
from api.graphql.base.scalars import (
    JSON,
    IdempotencyKey,
    PhoneNumber,
    Points,
)
from api.graphql.base.throttle import RateLimit
from api.graphql.base.types import Money, MoneyInput, money_columns
from api.graphql.base.viewer import Principal, Viewer, viewer_of
from api.graphql.base.weekdays import Weekday

__all__ = [
    "JSON",
    "Access",
    "After",
    "Coerced",
    "Columns",
    "Connection",
    "Context",
    "Edge",
    "ErrorCode",
    "First",
    "Guard",
    "IdempotencyKey",
    "Info",
    "Money",
    "MoneyInput",
    "Node",
    "PageInfo",
    "Payload",
    "PhoneNumber",
    "Points",
    "Principal",
    "RateLimit",
    "UserError",
    "Via",
    "Viewer",
    "Weekday",
    "alone",
    "column",
    "customer",
    "either",
    "embedded",
    "field",
    "guarded_type",
    "known",
    "live",
    "many",
    "money_columns",
    "mutation",
    "node_by_id",
    "one",
    "opaque_id",
    "pages",
    "platform_admin",
    "public",
    "query",
    "read",
    "read_all",
    "read_node",
    "reads",
    "reads_nodes",
    "requires",
    "resolver",
    "shown",
    "signed_in",
    "staff",
    "subscription",
    "viewer_of",
    "watched",
]
