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
from api.graphql.base.batch import Batch
from api.graphql.base.codes import ErrorCode
from api.graphql.base.connections import After, Connection, Edge, First, PageInfo, shown
from api.graphql.base.context import Context, Info
from api.graphql.base.errors import UserError, user_error
from api.graphql.base.fields import Payload, field, guarded_type, mutation, query, resolver, subscription
from api.graphql.base.live import live
from api.graphql.base.nodes import Node, read_node, reads_nodes
from api.graphql.base.scalars import (
    JSON,
    IdempotencyKey,
    PhoneNumber,
    Points,
)
from api.graphql.base.shows import show, show_all, show_as, shows
from api.graphql.base.throttle import RateLimit
from api.graphql.base.types import Money, MoneyInput
from api.graphql.base.viewer import Principal, Viewer, viewer_of

__all__ = [
    "JSON",
    "Access",
    "After",
    "Batch",
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
    "Viewer",
    "customer",
    "either",
    "field",
    "guarded_type",
    "live",
    "mutation",
    "platform_admin",
    "public",
    "query",
    "read_node",
    "reads_nodes",
    "requires",
    "resolver",
    "show",
    "show_all",
    "show_as",
    "shown",
    "shows",
    "signed_in",
    "staff",
    "subscription",
    "user_error",
    "viewer_of",
]
