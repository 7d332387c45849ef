"""Vouchers for many members at once, without points: the same few statements, whatever their number."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.ids import new_ids
from api.rewards.queries.rewards import rewards_by_id
from api.rewards.queries.vouchers import COLUMNS, to_voucher
from api.rewards.rules import checks, codes, terms
from api.rewards.rules.conditions import offered
from api.rewards.rules.terms import content_hash
from api.rewards.service import stock
from api.rewards.service.giving import MAX_SOURCE, the_reward
from api.rewards.service.making import issued
from api.rewards.types import Gift, RewardInfo

MAX_GIFTS = 20_000
KNOWN = "SELECT idem_key FROM voucher WHERE program_id = $1 AND source = $2 AND idem_key = ANY ($3::text[])"
MAKE = f"""
    INSERT INTO voucher (id, program_id, business_id, reward_id, membership_id, code, state, kind, source, idem_key,
        request_hash, is_given, points_paid, cash_minor, value_minor, discount_bp, balance_minor, is_stackable,
        fulfilment, valid_until, reference_id, reason, created_at)
    SELECT gift.id, $1, $2, $3, gift.member, gift.code, 'active', $4, $5, gift.key, gift.hash, true, 0, 0, $6, $7, $8,
        $9, $10, gift.good_until, $11, $12, $13
    FROM unnest($14::uuid[], $15::uuid[], $16::text[], $17::text[], $18::text[], $19::timestamptz[])
        AS gift (id, member, code, key, hash, good_until)
    ON CONFLICT DO NOTHING
    RETURNING {COLUMNS}, idem_key
"""


async def give_many(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    reward_id: UUID,
    gifts: Sequence[Gift],
    *,
    source: str,
    reference_id: UUID | None = None,
    reason: str = "",
) -> dict[str, UUID]:
    """Gives vouchers of the business's reward, in the order of `gifts` as far as the stock goes; key -> voucher.

    In the caller's transaction or its own. What was given before under its key, and what the stock does not hold, is
    left out; where the reward is out of use, not begun or ended, that is everything. At most 20,000 at once. Refuses
    NOT_FOUND for a reward that is not the business's.
    """
    checks.check_text(source, MAX_SOURCE, ("source",))
    checks.check_text(reason, checks.MAX_REASON, ("reason",))
    reward = await the_reward(program_id, business_id, reward_id)
    if len(gifts) > MAX_GIFTS:
        raise ValueError(f"at most {MAX_GIFTS} gifts at once")
    async with db.transaction():
        await stock.lock(program_id, reward_id)
        now = clock.now()
        reward = (await rewards_by_id(program_id, [reward_id])).get(reward_id, reward)
        wanted = await _new_ones(reward, gifts, source)
        if not wanted or offered(reward, now) is not None:
            return {}
        await stock.take(reward, now, len(wanted))
        made = await _make(reward, wanted, source, reference_id, reason, now)
        if len(made) < len(wanted):
            await stock.give_back(program_id, reward_id, len(wanted) - len(made))
        await outbox.announce(*(issued(to_voucher(row)) for row in made))
        await audit.record(
            actor,
            "rewards.give_many",
            target=("Reward", reward_id),
            after={"given": len(made), "reason": reason},
            program_id=program_id,
            business_id=business_id,
        )
    return {row["idem_key"]: row["id"] for row in made}


async def _new_ones(reward: RewardInfo, gifts: Sequence[Gift], source: str) -> list[Gift]:
    """Gifts that were not given before, as many as there are pieces left: the caller holds the reward's lock."""
    keys = [gift.idempotency_key for gift in gifts]
    known = {row["idem_key"] for row in await db.fetch(KNOWN, reward.program_id, source, keys)}
    fresh = list({gift.idempotency_key: gift for gift in gifts if gift.idempotency_key not in known}.values())
    return fresh if reward.stock_left is None else fresh[: reward.stock_left]


async def _make(
    reward: RewardInfo,
    gifts: Sequence[Gift],
    source: str,
    reference_id: UUID | None,
    reason: str,
    now: datetime,
) -> list[asyncpg.Record]:
    values = reward.terms
    return await db.fetch(
        MAKE,
        reward.program_id,
        reward.business_id,
        reward.id,
        values.kind,
        source,
        values.value_minor,
        values.discount_bp,
        terms.first_balance(values),
        values.is_stackable,
        terms.first_fulfilment(values),
        reference_id,
        reason,
        now,
        new_ids(len(gifts)),
        [gift.membership_id for gift in gifts],
        [codes.new_code() for _ in gifts],
        [gift.idempotency_key for gift in gifts],
        [content_hash("give", gift.membership_id, reward.id) for gift in gifts],
        [gift.good_until for gift in gifts],
    )
