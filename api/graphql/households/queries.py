"""Reads of households."""

import strawberry

from api.graphql.base import one, staff
from api.graphql.households.types import HouseholdRules


@strawberry.type
class Queries:
    """Fields of Query."""

    household_rules: HouseholdRules | None = one(
        "What households the caller's program allows.", "true", guard=staff()
    )
