"""Reads of birthday promotions."""

import strawberry

from api.graphql.base import many
from api.graphql.promotions.types import READERS, Promotion


@strawberry.type
class Queries:
    """Fields of Query."""

    promotions: list[Promotion] = many(
        "Birthday promotions of the caller's business: those in use first, then the newest.",
        "true",
        order="is_active desc, made_at desc, pk desc",
        guard=READERS,
    )
