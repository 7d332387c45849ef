"""Batches of member keys: asked for as three arrays, answered by key."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.customers.types import MemberKey

ASKED = "unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS asked (program_id, business_id, membership_id)"


def columns(keys: Sequence[MemberKey]) -> tuple[list[UUID], list[UUID], list[UUID]]:
    """Keys as the three arrays of ASKED."""
    return (
        [key.program_id for key in keys],
        [key.business_id for key in keys],
        [key.membership_id for key in keys],
    )


def key_of_row(row: asyncpg.Record) -> MemberKey:
    """The member whom a row is about."""
    return MemberKey(row["program_id"], row["business_id"], row["membership_id"])
