"""Points that live longer by hand: extended before they expire, reinstated after."""

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

import orjson

from api import businesses, customers
from api.businesses import ProgramRules
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch, NotFound
from api.core.ids import new_id
from api.ledger import rules
from api.ledger.errors import ReinstatementClosed
from api.ledger.events import PointsReinstated
from api.ledger.queries import (
    extension_by_key,
    extensions_by_id,
    preview_extension,
    running_extensions,
    transactions_by_id,
)
from api.ledger.service.posting import MAX_KEY, MAX_REASON, REQUEST, check, post, refusing
from api.ledger.types import (
    ExtendPoints,
    ExtensionInfo,
    ExtensionPreview,
    Posting,
    PostingRequest,
    TransactionInfo,
    TxKind,
)

BATCH_GROUPS = 5_000
MAX_DAYS_AHEAD = 3_660
EXTEND = "SELECT ledger_extend($1, $2, $3)"
REINSTATE = f"SELECT * FROM ledger_reinstate({REQUEST}, $14, $15, $16)"
KNOWN = "SELECT true FROM tx WHERE program_id = $1 AND source = $2 AND idem_key = $3"
UNDONE = "SELECT coalesce(sum(points), 0)::bigint FROM tx WHERE reverses_id = $1"
OPEN = """
    INSERT INTO extension (id, program_id, business_id, membership_id, from_day, to_day, until_day, starts_at, ends_at,
        becomes_at, reason, source, idem_key, request_hash, staff_id, staff_name, state, cursor_at, cursor_member,
        members, lots, points)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, 'running', $8,
        'ffffffff-ffff-ffff-ffff-ffffffffffff', 0, 0, 0)
    ON CONFLICT (program_id, source, idem_key) DO NOTHING RETURNING id
"""


async def preview(business_id: UUID, wanted: ExtendPoints) -> ExtensionPreview:
    """How many members, lots and points an extension would move. Refuses as `extend` does."""
    program = await _program(business_id)
    await _check(wanted, business_id, program)
    starts_at, ends_at, becomes_at = _span(wanted, program)
    span = (max(starts_at, clock.now()), ends_at, becomes_at)
    return await preview_extension(program.id, business_id, *span, wanted.membership_id)


async def extend(
    actor: Actor, business_id: UUID, wanted: ExtendPoints, idempotency_key: str, reason: str
) -> ExtensionInfo:
    """Lets points that the business issued and that expire within a span of days live until a later day.

    The first 5,000 groups of lots are moved now, the others by `continue_extensions`. The same key with the same
    content gives the same extension back. Refuses BAD_INPUT and IDEMPOTENCY_MISMATCH.
    """
    program = await _program(business_id)
    await _check(wanted, business_id, program)
    _check_words(idempotency_key, reason)
    source, content = f"b:{business_id.hex}", _hash(wanted, reason)
    async with db.transaction():
        made = await db.fetchval(
            OPEN,
            new_id(),
            program.id,
            business_id,
            wanted.membership_id,
            wanted.from_day,
            wanted.to_day,
            wanted.until_day,
            *_span(wanted, program),
            reason.strip(),
            source,
            idempotency_key,
            content,
            actor.staff_id or actor.id,
            actor.name[:120],
        )
        if made is not None:
            await _audit(actor, program, business_id, made, wanted, reason)
    if made is None:
        made = await _known(program.id, source, idempotency_key, content)
    await _step(made)
    return (await extensions_by_id(program.id, [made]))[made]


async def continue_extensions() -> int:
    """Goes on with extensions that are not done, batch by batch, each committed; how many were finished."""
    finished = 0
    for extension_id in await running_extensions():
        while not await _step(extension_id):
            pass
        finished += 1
    return finished


async def reinstate(
    request: PostingRequest, tx_id: UUID, points: int, until: datetime, *, now: datetime | None = None
) -> Posting:
    """Undoes `points` of the expiry `tx_id`; they live until that moment. A debt is repaid first (`result.repaid`).

    Refuses REVERSAL_TOO_LARGE where less is left to undo, and NOT_FOUND.
    """
    check(request, points)
    return await post(REINSTATE, request, now or clock.now(), tx_id, points, until)


async def reinstate_by_hand(
    actor: Actor,
    business_id: UUID,
    tx_id: UUID,
    points: int | None,
    until_day: date | None,
    idempotency_key: str,
    reason: str,
) -> Posting:
    """Undoes an expiry of points that the business issued, within the program's window.

    Without `points` all that is left. They are good through `until_day`, else for the program's days of grace. Refuses
    REINSTATEMENT_CLOSED, BAD_INPUT, NOT_FOUND, REVERSAL_TOO_LARGE, IDEMPOTENCY_MISMATCH.
    """
    program = await _program(business_id)
    now = clock.now()
    _check_words(idempotency_key, reason)
    today = clock.local_date(now, program.time_zone)
    if until_day is not None and not today <= until_day <= today + timedelta(days=MAX_DAYS_AHEAD):
        raise BadInput("Points cannot live until that day.", path=("untilDay",))
    expired = await _the_expiry(program.id, business_id, tx_id)
    kept = await customers.kept_members(program.id, [expired.membership_id])
    member = kept.get(expired.membership_id, expired.membership_id)
    request = PostingRequest(
        program_id=program.id,
        business_id=business_id,
        membership_id=member,
        source=f"b:{business_id.hex}",
        idempotency_key=idempotency_key,
        request_hash=_digest(["reinstate", str(tx_id), points, str(until_day), reason]),
        occurred_at=now,
        staff_id=actor.staff_id or actor.id,
        device_id=actor.device_id,
        reason=reason.strip(),
    )
    if not await db.fetchval(KNOWN, program.id, request.source, idempotency_key):
        _check_open(program, expired.occurred_at, now)
    left = -expired.points - int(await db.fetchval(UNDONE, tx_id))
    policy = rules.policy_of(program)
    until = (
        rules.grace_until(policy, now) if until_day is None else rules.end_of(until_day, program.time_zone)
    )
    async with db.transaction():
        posted = await reinstate(request, tx_id, points or max(left, 1), until, now=now)
        if not posted.is_replay:
            await _announce(program, posted, member, until, reason)
            await audit.record(
                actor,
                "points.reinstate",
                target=("Customer", member),
                after={"points": posted.points, "until": until, "reason": request.reason},
                program_id=program.id,
                business_id=business_id,
            )
    return posted


async def _the_expiry(program_id: UUID, business_id: UUID, tx_id: UUID) -> TransactionInfo:
    expired = (await transactions_by_id([tx_id])).get(tx_id)
    mine = expired is not None and (expired.program_id, expired.business_id) == (program_id, business_id)
    if expired is None or not mine or expired.kind is not TxKind.EXPIRE:
        raise NotFound("There is no such expiry of points that you issued.", path=("transactionId",))
    return expired


async def _announce(
    program: ProgramRules, posted: Posting, membership_id: UUID, until: datetime, reason: str
) -> None:
    await outbox.announce(
        PointsReinstated(
            program_id=program.id,
            membership_id=membership_id,
            tx_id=posted.tx_id,
            points=posted.points,
            day=clock.local_date(until - timedelta(microseconds=1), program.time_zone),
            reason=reason.strip(),
        )
    )


def _check_open(program: ProgramRules, expired_at: datetime, now: datetime) -> None:
    if expired_at + timedelta(days=program.reinstate_within_days) <= now:
        raise ReinstatementClosed(
            f"Points can be given back for {program.reinstate_within_days} days after they expired.",
            path=("transactionId",),
            params={"days": program.reinstate_within_days},
        )


async def _program(business_id: UUID) -> ProgramRules:
    return await businesses.rules_for(await businesses.program_of(business_id))


async def _check(wanted: ExtendPoints, business_id: UUID, program: ProgramRules) -> None:
    today = clock.local_date(clock.now(), program.time_zone)
    if wanted.to_day < max(today, wanted.from_day):
        raise BadInput("These days are over, or the last is before the first.", path=("toDay",))
    if not wanted.to_day < wanted.until_day <= today + timedelta(days=MAX_DAYS_AHEAD):
        raise BadInput("The new day must be after the span, at most ten years ahead.", path=("untilDay",))
    if wanted.membership_id is not None:
        found = await customers.members_by_id(
            program.id, [wanted.membership_id], business_id=business_id, only_met=True
        )
        if wanted.membership_id not in found:
            raise NotFound("There is no such customer.", path=("customerId",))


def _check_words(idempotency_key: str, reason: str) -> None:
    if not 1 <= len(idempotency_key) <= MAX_KEY:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))
    if not 0 < len(reason.strip()) <= MAX_REASON or "\0" in reason:
        raise BadInput(f"Please say why, in at most {MAX_REASON} characters.", path=("reason",))


def _span(wanted: ExtendPoints, program: ProgramRules) -> tuple[datetime, datetime, datetime]:
    """After when and until when the lots expire, and when they will. A day of a zone's change may be long or short."""
    zone = program.time_zone
    return (
        rules.start_of(wanted.from_day, zone),
        rules.end_of(wanted.to_day, zone),
        rules.end_of(wanted.until_day, zone),
    )


async def _known(program_id: UUID, source: str, key: str, content: str) -> UUID:
    found = await extension_by_key(program_id, source, key)
    if found is None or found[1] != content:
        raise IdempotencyMismatch(
            "This idempotency key was used before with other content.", path=("idempotencyKey",)
        )
    return found[0]


async def _step(extension_id: UUID) -> bool:
    """One batch, committed; whether the extension is done."""

    async def run() -> bool:
        return bool(await db.fetchval(EXTEND, extension_id, clock.now(), BATCH_GROUPS))

    done = await refusing(run)
    await db.after_commit(outbox.nudge)
    return done


async def _audit(
    actor: Actor, program: ProgramRules, business_id: UUID, key: UUID, wanted: ExtendPoints, reason: str
) -> None:
    await audit.record(
        actor,
        "points.extend",
        target=("Extension", key),
        after={
            "from": wanted.from_day,
            "to": wanted.to_day,
            "until": wanted.until_day,
            "customer": wanted.membership_id,
            "reason": reason.strip(),
        },
        program_id=program.id,
        business_id=business_id,
    )


def _hash(wanted: ExtendPoints, reason: str) -> str:
    days = [wanted.from_day.isoformat(), wanted.to_day.isoformat(), wanted.until_day.isoformat()]
    return _digest(["extend", *days, str(wanted.membership_id), reason])


def _digest(content: list[object]) -> str:
    return hashlib.sha256(orjson.dumps(content)).hexdigest()
