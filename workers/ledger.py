"""Jobs of the ledger: points that are released or expire with time, what their holders are told, settlement periods."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from api import ledger, notifications
from api.core.clock import now
from api.core.ids import to_global_id
from api.notifications import NewMessage


async def release_due(_context: dict[str, Any]) -> int:
    """Releases pending points whose time has come; how many lots."""
    return await ledger.release_due(now())


async def expire_due(_context: dict[str, Any]) -> int:
    """Takes expired points out of the balances; how many lots."""
    return await ledger.expire_due(now())


async def remind_due(_context: dict[str, Any]) -> int:
    """Announces points that are about to expire; to how many members."""
    return await ledger.remind_due(now())


async def continue_extensions(_context: dict[str, Any]) -> int:
    """Goes on with extensions that are not done; how many were finished."""
    return await ledger.continue_extensions()


async def continue_imports(_context: dict[str, Any]) -> int:
    """Posts opening balances that are to be posted; how many files were finished."""
    return await ledger.continue_imports()


async def tell_expiring(payload: Mapping[str, object]) -> None:
    """Puts the reminder into the inbox, until the points are gone."""
    fact = ledger.PointsExpiring.model_validate(payload)
    if fact.program_id is None:
        return
    message = NewMessage(
        fact.program_id,
        fact.membership_id,
        "points_expiring",
        f"points_expiring:{fact.membership_id}:{fact.day}:{fact.stage}",
        {"points": fact.points, "day": fact.day.isoformat(), "days_left": fact.days_left},
        _use_by(fact.membership_id),
        expires_at=fact.expires_at,
    )
    await notifications.put_many([message])


async def tell_extended(payload: Mapping[str, object]) -> None:
    """Tells the member that points live longer."""
    fact = ledger.ExpiryExtended.model_validate(payload)
    if fact.program_id is None:
        return
    message = NewMessage(
        fact.program_id,
        fact.membership_id,
        "points_extended",
        f"points_extended:{fact.extension_id}:{fact.membership_id}",
        {"points": fact.points, "day": fact.day.isoformat(), "reason": fact.reason},
        _use_by(fact.membership_id),
        fact.business_id,
    )
    await notifications.put_many([message])


async def tell_reinstated(payload: Mapping[str, object]) -> None:
    """Tells the member that expired points are back."""
    fact = ledger.PointsReinstated.model_validate(payload)
    if fact.program_id is None:
        return
    message = NewMessage(
        fact.program_id,
        fact.membership_id,
        "points_reinstated",
        f"points_reinstated:{fact.tx_id}",
        {"points": fact.points, "day": fact.day.isoformat(), "reason": fact.reason},
        _use_by(fact.membership_id),
        fact.business_id,
    )
    await notifications.put_many([message])


def _use_by(membership_id: UUID) -> str:
    """Where the app lists what expires when."""
    return f"/cards/{to_global_id('Card', membership_id)}/use-by"


async def close_periods(_context: dict[str, Any]) -> int:
    """Closes settlement periods whose month is over; how many."""
    return await ledger.close_due(now())
