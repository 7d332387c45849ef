"""Reads of birthday promotions."""

from api.promotions.queries.invariants import verify
from api.promotions.queries.promotions import (
    given_for,
    programs_with_promotions,
    running_in,
)

__all__ = ["given_for", "programs_with_promotions", "running_in", "verify"]
