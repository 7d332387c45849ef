"""Posting what was read: batches of members enrolled and points given, each whole or not at all."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import asyncpg

from api import businesses, customers
from api.businesses import ProgramRules
from api.core import audit, db
from api.core.audit import Actor, ActorKind
from api.core.errors import Conflict, NotFound
from api.core.ids import new_ids
from api.customers import NewMember
from api.ledger import rules
from api.ledger.queries.imports import IMPORT, import_of, imports_by_id
from api.ledger.service.bulk import earn_many
from api.ledger.types import BulkBalance, BulkOutcome, ImportInfo, ImportState, TxKind

BATCH_ROWS = 5_000
RUNNING = (
    "SELECT id, program_id, business_id FROM balance_import WHERE state = 'posting' ORDER BY id LIMIT 20"
)
BEGIN = """
    UPDATE balance_import SET state = 'posting' WHERE program_id = $1 AND business_id = $2 AND id = $3
        AND state = 'checked' RETURNING id
"""
CANCEL = """
    UPDATE balance_import SET state = 'cancelled' WHERE program_id = $1 AND business_id = $2 AND id = $3
        AND state IN ('reading', 'checked') RETURNING id
"""
NEXT = """
    SELECT line, phone, number, name, points, earned_at, expires_at, reason, key, content FROM balance_import_row
    WHERE program_id = $1 AND import_id = $2 AND problem IS NULL AND tx_id IS NULL ORDER BY line LIMIT $3
"""
SETTLED = """
    UPDATE balance_import_row AS line SET tx_id = given.tx_id, problem = given.problem
    FROM unnest($3::int[], $4::uuid[], $5::text[]) AS given(line, tx_id, problem)
    WHERE line.program_id = $1 AND line.import_id = $2 AND line.line = given.line
"""
COUNTED = """
    UPDATE balance_import SET rows_posted = rows_posted + $3, points_posted = points_posted + $4,
        rows_known = rows_known + $5, rows_wrong = rows_wrong + $6
    WHERE program_id = $1 AND id = $2
"""
DONE = """
    UPDATE balance_import SET state = 'done', finished_at = now() WHERE program_id = $1 AND id = $2
"""


async def post_import(actor: Actor, business_id: UUID, import_id: UUID) -> ImportInfo:
    """Says that a checked import is to be posted; `continue_imports` does it. Said twice, it is said once.

    Refuses NOT_FOUND, and CONFLICT where it is not read to its end or was cancelled.
    """
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        begun = await db.fetchval(BEGIN, program_id, business_id, import_id)
        held = await _held(program_id, business_id, import_id)
        if begun is not None:
            await audit.record(
                actor,
                "points.import",
                target=("BalanceImport", import_id),
                after={
                    "file": held.file_name,
                    "rows": held.rows_read - held.rows_wrong,
                    "points": held.points_read,
                },
                program_id=program_id,
                business_id=business_id,
            )
    if held.state not in (ImportState.POSTING, ImportState.DONE):
        raise Conflict("This file is not read to its end.", path=("importId",))
    return held


async def cancel_import(business_id: UUID, import_id: UUID) -> ImportInfo:
    """Gives up an import before it is posted. Refuses NOT_FOUND, and CONFLICT where it is posted already."""
    program_id = await businesses.program_of(business_id)
    await db.fetchval(CANCEL, program_id, business_id, import_id)
    held = await _held(program_id, business_id, import_id)
    if held.state is not ImportState.CANCELLED:
        raise Conflict("This file is posted already.", path=("importId",))
    return held


async def continue_imports() -> int:
    """Posts imports that are to be posted, batch by batch, each committed; how many were finished."""
    finished = 0
    for row in await db.fetch(RUNNING):
        program = await businesses.rules_for(row["program_id"])
        while not await db.retrying(partial(_step, program, row["business_id"], row["id"])):
            pass
        finished += 1
    return finished


async def _step(program: ProgramRules, business_id: UUID, import_id: UUID) -> bool:
    """One batch in one transaction; whether the import is done. The import's lock keeps a second worker out."""
    async with db.transaction():
        sql = f"{IMPORT} WHERE program_id = $1 AND id = $2 AND state = 'posting' FOR UPDATE SKIP LOCKED"
        held = await db.fetchrow(sql, program.id, import_id)
        if held is None:
            return True
        rows = await db.fetch(NEXT, program.id, import_id, BATCH_ROWS)
        if not rows:
            await db.execute(DONE, program.id, import_id)
            return True
        await _post(program, business_id, import_of(held), rows)
    return False


async def _post(
    program: ProgramRules, business_id: UUID, held: ImportInfo, rows: Sequence[asyncpg.Record]
) -> None:
    actor = Actor(ActorKind.SYSTEM, name=held.staff_name or "Regulars")
    people = [NewMember(row["phone"], row["name"]) for row in rows if row["phone"]]
    by_phone = await customers.find_or_enrol_many(actor, program.id, business_id, people) if people else {}
    numbers = sorted({row["number"] for row in rows if row["number"]})
    by_number = await customers.memberships_by_number(program.id, numbers) if numbers else {}
    tx_ids = new_ids(len(rows))
    outcome: dict[int, tuple[UUID | None, str | None]] = {}
    balances: list[BulkBalance] = []
    lines: list[int] = []
    for row, tx_id in zip(rows, tx_ids, strict=True):
        member = by_phone.get(row["phone"]) or by_number.get(row["number"])
        if member is None:
            outcome[row["line"]] = (None, "there is no such customer any more")
            continue
        balances.append(_balance(row, tx_id, member))
        lines.append(row["line"])
        outcome[row["line"]] = (tx_id, None)
    source = f"opening:{business_id.hex}"[:40]
    skipped = await earn_many(
        program.id, business_id, source, balances, rules.policy_of(program), kind=TxKind.OPENING_BALANCE
    )
    known = 0
    for each in skipped:
        is_replay = each.outcome is BulkOutcome.REPLAY
        known += is_replay
        problem = None if is_replay else "this external_id was posted before with other content"
        outcome[lines[each.index]] = (each.tx_id, problem)
    await _settle(program.id, held.id, outcome, balances, {each.index for each in skipped}, known)


async def _settle(
    program_id: UUID,
    import_id: UUID,
    outcome: dict[int, tuple[UUID | None, str | None]],
    balances: Sequence[BulkBalance],
    skipped: set[int],
    known: int,
) -> None:
    await db.execute(
        SETTLED,
        program_id,
        import_id,
        list(outcome),
        [tx_id for tx_id, _ in outcome.values()],
        [problem for _, problem in outcome.values()],
    )
    posted = [balance for index, balance in enumerate(balances) if index not in skipped]
    wrong = sum(problem is not None for _, problem in outcome.values())
    points = sum(balance.points for balance in posted)
    await db.execute(COUNTED, program_id, import_id, len(posted), points, known, wrong)


def _balance(row: asyncpg.Record, tx_id: UUID, member: UUID) -> BulkBalance:
    return BulkBalance(
        tx_id=tx_id,
        membership_id=member,
        idempotency_key=row["key"],
        request_hash=row["content"],
        points=row["points"],
        occurred_at=row["earned_at"],
        expires_at=row["expires_at"],
        reason=row["reason"],
    )


async def _held(program_id: UUID, business_id: UUID, import_id: UUID) -> ImportInfo:
    found = (await imports_by_id(program_id, business_id, [import_id])).get(import_id)
    if found is None:
        raise NotFound("There is no such import.", path=("importId",))
    return found
