"""Reads of tenants and of who takes part in their programs, batch first."""

from api.businesses.queries.partners import (
    invitation_by_token,
    invitations_by_id,
    owner_of,
    takes_part,
)
from api.businesses.queries.tenants import (
    businesses_by_id,
    earn_rate_for,
    participants_of,
    program_of,
    program_rules,
    rules_for,
    shop_brands_by_id,
    stores_by_id,
    stores_of,
)

__all__ = [
    "businesses_by_id",
    "earn_rate_for",
    "invitation_by_token",
    "invitations_by_id",
    "owner_of",
    "participants_of",
    "program_of",
    "program_rules",
    "rules_for",
    "shop_brands_by_id",
    "stores_by_id",
    "stores_of",
    "takes_part",
]
