"""Designs of businesses."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from api.core import db
from api.stamps.types import DesignInfo, StampEarning, StampRules

COLUMNS = """
    id, program_id, business_id, name, stamps_needed, icon, picture_file_id, reward_id, earning, category_ids,
    product_ids, store_ids, least_minor, max_per_day, valid_days, starts_at, ends_at, is_active, version
"""
BY_ID = f"SELECT {COLUMNS} FROM stamp_design WHERE id = ANY ($1::uuid[])"


async def designs_by_id(ids: Iterable[UUID]) -> dict[UUID, DesignInfo]:
    """Designs by id, of any business: the caller checks whose they are."""
    return {row["id"]: to_design(row) for row in await db.fetch(BY_ID, list(ids))}


async def design_of(business_id: UUID, design_id: UUID) -> DesignInfo | None:
    """The business's design, or None."""
    found = (await designs_by_id([design_id])).get(design_id)
    return found if found is not None and found.business_id == business_id else None


def to_design(row: Mapping[str, Any]) -> DesignInfo:
    """A row of COLUMNS."""
    return DesignInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        name=row["name"],
        stamps_needed=row["stamps_needed"],
        icon=row["icon"],
        picture_file_id=row["picture_file_id"],
        reward_id=row["reward_id"],
        rules=StampRules(
            earning=StampEarning(row["earning"]),
            category_ids=frozenset(row["category_ids"]),
            product_ids=frozenset(row["product_ids"]),
            store_ids=frozenset(row["store_ids"]),
            least_minor=row["least_minor"],
            max_per_day=row["max_per_day"],
            valid_days=row["valid_days"],
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            is_active=row["is_active"],
        ),
        version=row["version"],
    )
