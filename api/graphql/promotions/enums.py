"""Enums of birthday promotions."""

from enum import Enum

import strawberry


@strawberry.enum(description="Whose birthday a promotion is for.")
class PromotionAudience(Enum):
    """Audience."""

    MEMBERS = strawberry.enum_value("MEMBERS", description="The member's own.")
    KIDS = strawberry.enum_value("KIDS", description="Each child's; the present is on the guardian's card.")
