"""The verb of programs: changing their settings."""

from typing import cast
from uuid import UUID

from api.businesses import queries, rules
from api.businesses.events import ProgramUpdated
from api.businesses.models import Participant, Program
from api.businesses.service.saving import apply, check_version
from api.businesses.types import (
    EarnRate,
    PendingKind,
    PointLimits,
    PointPayment,
    ProgramChanges,
    ProgramRules,
)
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import Forbidden, NotFound


async def update_program(
    actor: Actor,
    program_id: UUID,
    changes: ProgramChanges,
    *,
    business_id: UUID,
    version: int | None = None,
) -> ProgramRules:
    """Changes what is given, for the points earned from now on.

    Only the business that owns the program may: a partner of a coalition is refused with FORBIDDEN, a stranger with
    NOT_FOUND. Bad values are refused at their path, a `version` that is no longer current with CONFLICT.
    """
    cleaned = rules.program(changes)
    async with db.transaction():
        program = await Program.select_for_update().get_or_none(id=program_id)
        if program is None:
            raise NotFound("There is no such program.")
        await check_owner(program_id, business_id)
        check_version(program.version, version)
        before, after = apply(program, _columns(cleaned))
        if after:
            if after.keys() & {"pending_kind", "pending_days", "pending_until"}:
                rules.pending(
                    PendingKind(program.pending_kind),
                    program.pending_days,
                    program.pending_until,
                    clock.now(),
                )
            await _save(actor, program, business_id, before, after)
        return (await queries.program_rules([program_id]))[program_id]


async def hold_program(program_id: UUID) -> None:
    """Makes others who change the program, or what it watches, wait until the caller's transaction ends."""
    await db.execute("SELECT FROM program WHERE id = $1 FOR NO KEY UPDATE", program_id)


async def watch_awards(program_id: UUID, *, watches: bool) -> None:
    """Says whether a business of the program looks for unusual awards, so that others are not asked at every sale."""
    await db.execute(
        "UPDATE program SET watches_awards = $2 WHERE id = $1 AND watches_awards <> $2", program_id, watches
    )


async def check_owner(program_id: UUID, business_id: UUID) -> None:
    """Refuses a partner of the program with FORBIDDEN, a stranger with NOT_FOUND."""
    mine = await Participant.get_or_none(program_id=program_id, business_id=business_id, status="active")
    if mine is None:
        raise NotFound("There is no such program.")
    if mine.role != "owner":
        raise Forbidden("Only the business that owns this program can change it.")


async def _save(
    actor: Actor, program: Program, business_id: UUID, before: dict[str, object], after: dict[str, object]
) -> None:
    program.version += 1
    await program.save(update_fields=[*after, "version"])
    await audit.record(
        actor,
        "businesses.program_updated",
        target=("Program", program.id),
        before=before,
        after=after,
        program_id=program.id,
        business_id=business_id,
    )
    everyone = (await queries.participants_of([program.id]))[program.id]
    changed = tuple(sorted(after))
    await outbox.announce(
        *(
            ProgramUpdated(program_id=program.id, business_id=each.business_id, changed=changed)
            for each in everyone
        )
    )


def _columns(changes: ProgramChanges) -> dict[str, object]:
    """The changes under the names of their columns."""
    columns = dict(cast("dict[str, object]", changes))
    rate = cast("EarnRate | None", columns.pop("earn_rate", None))
    if rate is not None:
        columns |= {"earn_points": rate.points, "earn_per_minor": rate.per_minor}
    paying = cast("PointPayment | None", columns.pop("payment", None))
    if paying is not None:
        columns |= {
            "pay_is_on": paying.is_on,
            "pay_max_bp": paying.max_bp,
            "pay_min_points": paying.min_points,
            "pay_max_points": paying.max_points,
            "pay_step": paying.step,
        }
    if "reminder_days" in columns:
        columns["reminder_days"] = list(cast("tuple[int, ...]", columns["reminder_days"]))
    given = cast("PointLimits | None", columns.pop("limits", None))
    if given is not None:
        columns |= {
            "limit_mode": given.mode,
            "max_per_transaction": given.per_transaction,
            "max_per_day": given.per_day,
            "max_per_week": given.per_week,
            "max_per_month": given.per_month,
            "max_balance": given.balance,
            "max_staff_awards_per_hour": given.staff_awards_per_hour,
            "max_store_points_per_day": given.store_points_per_day,
        }
    return columns
