"""The one table "fact -> who reacts", and the sure way to react: effect and receipt in one transaction."""

from collections.abc import Awaitable, Callable, Mapping
from typing import TypeAlias
from uuid import UUID

import orjson
import structlog

from api import customers as customer_facts
from api import gifts as gift_facts
from api import households as household_facts
from api import ledger as ledger_facts
from api import tiers as tiers_facts
from api.core import db, reactions
from workers import customers, gifts, households, ledger, tiers

log = structlog.get_logger(__name__)

Payload: TypeAlias = Mapping[str, object]
Listener: TypeAlias = Callable[[Payload], Awaitable[None]]

TABLE: dict[str, dict[str, Listener]] = {
    ledger_facts.PointsExpiring.name: {"ledger.tell_expiring": ledger.tell_expiring},
    ledger_facts.ExpiryExtended.name: {"ledger.tell_extended": ledger.tell_extended},
    ledger_facts.PointsReinstated.name: {"ledger.tell_reinstated": ledger.tell_reinstated},
    customer_facts.ExportRequested.name: {"customers.make_export": customers.make_export},
    customer_facts.PhoneChanged.name: {"customers.tell_phone_changed": customers.tell_phone_changed},
    tiers_facts.TierRewardDue.name: {"tiers.give_reward": tiers.give_reward},
    gift_facts.GiftSent.name: {"gifts.bring": gifts.bring},
    gift_facts.GiftArrived.name: {"gifts.tell_arrived": gifts.tell_arrived},
    gift_facts.GiftReturned.name: {"gifts.tell_returned": gifts.tell_returned},
    customer_facts.MemberEnrolled.name: {"gifts.bring_to_new": gifts.bring_to},
    customer_facts.PhoneVerified.name: {"gifts.bring_to": gifts.bring_to},
    household_facts.MemberInvited.name: {"households.tell_invited": households.tell_invited},
    household_facts.SpendLimitMet.name: {"households.tell_limit": households.tell_limit},
}
"""fact name -> listener name -> reaction."""

RECEIPT = """
    INSERT INTO listener_receipt (listener, fact_id) VALUES ($1, $2) ON CONFLICT (fact_id, listener) DO NOTHING
    RETURNING id
"""
FACT = "SELECT payload FROM outbox WHERE id = $1"
# what failed comes at its time; what left no trace was lost with Redis: it is seen within minutes of being relayed
MISSED = f"""
    SELECT attempt.fact_id AS id, attempt.listener FROM listener_attempt AS attempt
    WHERE attempt.next_at <= now() AND attempt.attempts < {reactions.MOST_ATTEMPTS}
        AND attempt.listener = ANY ($2::text[])
    UNION ALL (
        SELECT fact.id, wanted.listener
        FROM unnest($1::text[], $2::text[]) AS wanted(name, listener)
        JOIN outbox AS fact ON fact.name = wanted.name
        WHERE fact.relayed_at < now() - interval '1 minute' AND fact.relayed_at > now() - make_interval(days => $3)
            AND NOT EXISTS (SELECT FROM listener_receipt AS receipt
                WHERE receipt.fact_id = fact.id AND receipt.listener = wanted.listener)
            AND NOT EXISTS (SELECT FROM listener_attempt AS attempt
                WHERE attempt.fact_id = fact.id AND attempt.listener = wanted.listener)
        ORDER BY fact.relayed_at LIMIT 1000)
    LIMIT 1000
"""
LOST_DAYS = 7
"""How far back lost jobs are sought."""


async def react(
    listener: str, fact_id: str, table: Mapping[str, Mapping[str, Listener]] | None = None
) -> bool:
    """Runs one listener on one fact unless it has done so before; True when it did.

    The receipt commits with the effect, so that a reaction happens once however often its job runs. A failure is noted,
    with the time of the next attempt, and raised.
    """
    try:
        return await _react(listener, fact_id, table or TABLE)
    except Exception as error:
        attempts = await reactions.failed(listener, fact_id, repr(error))
        is_parked = attempts >= reactions.MOST_ATTEMPTS
        log.warning(
            "listener.failed", listener=listener, fact=fact_id, attempts=attempts, is_parked=is_parked
        )
        raise


async def _react(listener: str, fact_id: str, table: Mapping[str, Mapping[str, Listener]]) -> bool:
    known = {name: run for listeners in table.values() for name, run in listeners.items()}
    async with db.transaction():
        if await db.fetchval(RECEIPT, listener, UUID(fact_id)) is None:
            return False
        payload = await db.fetchval(FACT, UUID(fact_id))
        if payload is None:
            return False
        await known[listener](orjson.loads(payload))
        await reactions.succeeded(listener, fact_id)
    return True


async def missed(table: Mapping[str, Mapping[str, Listener]] | None = None) -> list[tuple[str, str]]:
    """(listener, fact id) of reactions whose next attempt is due, and of those whose job was lost with Redis."""
    wanted = [(fact, name) for fact, listeners in (table or TABLE).items() for name in listeners]
    rows = await db.fetch(MISSED, [fact for fact, _ in wanted], [name for _, name in wanted], LOST_DAYS)
    return [(row["listener"], str(row["id"])) for row in rows]
