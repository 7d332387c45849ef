"""Rewards as they are kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import orjson

from api.core import db
from api.core.weekdays import Weekday
from api.rewards.types import (
    LimitPeriod,
    NewReward,
    RewardConditions,
    RewardInfo,
    RewardKind,
    RewardText,
)

COLUMNS = """
    id, program_id, business_id, kind, name, description, texts, category, picture_file_id, points_price, cash_minor,
    value_minor, discount_bp, stock, stock_taken, per_member, per_period, period, tier_ids, store_ids, weekdays,
    from_hour, to_hour, kid_age_from, kid_age_to,
    valid_days, starts_at, ends_at, is_stackable, needs_fulfilment, is_listed, is_active, version
"""
BY_ID = f"SELECT {COLUMNS} FROM reward WHERE program_id = $1 AND id = ANY ($2::uuid[])"
LISTED = f"""
    SELECT {COLUMNS} FROM reward
    WHERE program_id = $1 AND ($2::uuid IS NULL OR business_id = $2) AND is_active AND is_listed
        AND (ends_at IS NULL OR ends_at > $3)
    ORDER BY points_price, name, id LIMIT $4
"""
TAKEN = """
    SELECT asked.reward_id, count(v.id) FILTER (WHERE v.membership_id = $1) AS by_member, count(v.id) AS by_all
    FROM unnest($2::uuid[], $3::timestamptz[], $4::bool[]) AS asked (reward_id, since, counts_all)
        LEFT JOIN voucher v ON v.reward_id = asked.reward_id AND v.created_at >= asked.since
            AND NOT v.is_given AND v.state <> 'cancelled' AND (asked.counts_all OR v.membership_id = $1)
    GROUP BY asked.reward_id
"""
MOST_LISTED = 500


def to_reward(row: asyncpg.Record) -> RewardInfo:
    """A row of COLUMNS."""
    return RewardInfo(
        id=row["id"],
        program_id=row["program_id"],
        business_id=row["business_id"],
        terms=_terms_of(row),
        stock_taken=row["stock_taken"],
        picture_file_id=row["picture_file_id"],
        version=row["version"],
    )


def _terms_of(row: asyncpg.Record) -> NewReward:
    return NewReward(
        name=row["name"],
        kind=RewardKind(row["kind"]),
        description=row["description"],
        texts=texts_of(row["texts"]),
        category=row["category"],
        points_price=row["points_price"],
        cash_minor=row["cash_minor"],
        value_minor=row["value_minor"],
        discount_bp=row["discount_bp"],
        stock=row["stock"],
        per_member=row["per_member"],
        per_period=row["per_period"],
        period=LimitPeriod(row["period"]),
        conditions=RewardConditions(
            tier_ids=frozenset(row["tier_ids"]),
            store_ids=frozenset(row["store_ids"]),
            weekdays=frozenset(Weekday(each) for each in row["weekdays"]),
            from_hour=row["from_hour"],
            to_hour=row["to_hour"],
            kid_age_from=row["kid_age_from"],
            kid_age_to=row["kid_age_to"],
        ),
        valid_days=row["valid_days"],
        starts_at=row["starts_at"],
        ends_at=row["ends_at"],
        is_stackable=row["is_stackable"],
        needs_fulfilment=row["needs_fulfilment"],
        is_listed=row["is_listed"],
        is_active=row["is_active"],
    )


def texts_of(text: str) -> Mapping[str, RewardText]:
    """Texts by language as they are kept."""
    return {language: RewardText(**each) for language, each in orjson.loads(text).items()}


async def rewards_by_id(program_id: UUID, ids: Sequence[UUID]) -> dict[UUID, RewardInfo]:
    """Rewards of a program by id, of any business in it: the caller checks whose they are."""
    rows = await db.fetch(BY_ID, program_id, list(ids))
    return {row["id"]: to_reward(row) for row in rows}


async def listed_of(program_id: UUID, business_id: UUID | None, now: datetime) -> list[RewardInfo]:
    """What is on show in a program, or at one business of it, the cheapest first; at most 500."""
    rows = await db.fetch(LISTED, program_id, business_id, now, MOST_LISTED)
    return [to_reward(row) for row in rows]


async def taken_for(
    membership_id: UUID, rewards: Sequence[RewardInfo], since: Sequence[datetime]
) -> dict[UUID, tuple[int, int]]:
    """How many vouchers of each reward the member and all together redeemed since those moments, in one statement.

    All are counted only where the reward bounds them.
    """
    if not rewards:
        return {}
    rows = await db.fetch(
        TAKEN,
        membership_id,
        [reward.id for reward in rewards],
        list(since),
        [reward.terms.per_period is not None for reward in rewards],
    )
    return {row["reward_id"]: (row["by_member"], row["by_all"]) for row in rows}
