"""Reads of stamp cards."""

import strawberry

from api.graphql.base import many
from api.graphql.stamps.types import READERS, StampDesign


@strawberry.type
class Queries:
    """Fields of Query."""

    stamp_designs: list[StampDesign] = many(
        "All stamp cards that the caller's business offers or offered, by name.",
        "true",
        order="name, pk",
        guard=READERS,
    )
