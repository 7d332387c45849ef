"""Bringing a list of members in: read, mapped, checked line by line without a change, then enrolled."""

import csv
import hashlib
import io
from asyncio import to_thread
from collections.abc import Mapping, Sequence
from uuid import UUID

import orjson

from api import businesses, customers
from api.core import clock, db
from api.core.audit import SYSTEM, Actor
from api.core.errors import Refusal
from api.core.ids import new_id
from api.customers import Member, NewMember
from api.directory.errors import WrongState
from api.directory.queries.runs import the_run
from api.directory.rules.bulk import check_state
from api.directory.rules.columns import neutral
from api.directory.rules.mapping import Line, check_mapping, guess, problem_of, read_line
from api.directory.rules.tables import read_table
from api.directory.service.journal import announce
from api.directory.service.starting import check_key, insert_run, known_run
from api.directory.types import BulkKind, BulkOutcome, BulkRunInfo, BulkState, Item, Result

SAMPLE = 3
REPEATED = "REPEATED"
COLUMNS = ("program_id", "business_id", "run_id", "nr", "outcome", "code", "cells")
AGAIN = """
    UPDATE bulk_run SET state = $4, place = 0, created = 0, changed = 0, same = $6, refused = $7, failures = 0,
        problem = '', params = params || $5::jsonb WHERE program_id = $1 AND business_id = $2 AND id = $3
"""
WAIT = """
    UPDATE bulk_item SET outcome = 'waiting', code = '', before = NULL
    WHERE program_id = $1 AND run_id = $2 AND outcome = ANY ($3::text[])
"""
COUNTS = "SELECT same, refused FROM bulk_run WHERE program_id = $1 AND id = $2"
SEEN = """
    SELECT DISTINCT before FROM bulk_item
    WHERE program_id = $1 AND run_id = $2 AND nr <= $3 AND before = ANY ($4::text[])
"""
WRONG = """
    SELECT nr, code, cells FROM bulk_item WHERE program_id = $1 AND run_id = $2 AND outcome = 'refused' ORDER BY nr
"""


async def begin_import(
    actor: Actor, program_id: UUID, business_id: UUID, content: bytes, file_name: str, *, idempotency_key: str
) -> UUID:
    """Takes the file in, guesses its columns and begins the dry run where it has phones; the run's id.

    The same key and file answer the first run. Refuses BAD_TABLE, TOO_MANY, IDEMPOTENCY_MISMATCH.
    """
    check_key(idempotency_key)
    digest = hashlib.sha256(content).hexdigest()
    if known := await known_run(program_id, business_id, idempotency_key, digest):
        return known
    heads, *lines = await to_thread(read_table, content)
    mapping = guess(heads)
    run_id = new_id()
    async with db.transaction():
        made = await insert_run(
            actor,
            (run_id, program_id, business_id),
            BulkKind.IMPORT,
            BulkState.CHECKING if "phone" in mapping else BulkState.READY,
            {"heads": heads, "mapping": mapping, "sample": lines[:SAMPLE]},
            len(lines),
            idempotency_key,
            digest,
            file_name,
        )
        if made:
            rows = (
                (program_id, business_id, run_id, nr, "waiting", "", cells)
                for nr, cells in enumerate(lines, 1)
            )
            await db.copy_into("bulk_item", COLUMNS, rows)
            return run_id
    return await known_run(program_id, business_id, idempotency_key, digest) or run_id


async def map_import(program_id: UUID, business_id: UUID, run_id: UUID, mapping: Mapping[str, int]) -> None:
    """Reads the columns as told and checks every line again. Refuses NOT_FOUND, WRONG_STATE, a bad mapping."""
    async with db.transaction():
        run = await _the_import(program_id, business_id, run_id)
        check_state(run.state, (BulkState.READY, BulkState.CHECKING))
        heads = run.params["heads"]
        check_mapping(mapping, len(heads) if isinstance(heads, list) else 0)
        await db.execute(WAIT, program_id, run_id, ["new", "changed", "same", "refused"])
        told = orjson.dumps({"mapping": dict(mapping)}).decode()
        await db.execute(AGAIN, program_id, business_id, run_id, BulkState.CHECKING.value, told, 0, 0)
        await announce(program_id, run_id)


async def start_import(program_id: UUID, business_id: UUID, run_id: UUID) -> None:
    """Enrols and changes what the dry run found right. Refuses NOT_FOUND, WRONG_STATE, a list without phones."""
    async with db.transaction():
        run = await _the_import(program_id, business_id, run_id)
        check_state(run.state, (BulkState.READY,))
        heads = run.params["heads"]
        check_mapping(_mapping(run), len(heads) if isinstance(heads, list) else 0)
        counted = await db.fetchrow(COUNTS, program_id, run_id)
        await db.execute(WAIT, program_id, run_id, ["new", "changed"])
        same, refused = (counted["same"], counted["refused"]) if counted else (0, 0)
        await db.execute(AGAIN, program_id, business_id, run_id, BulkState.QUEUED.value, "{}", same, refused)
        await announce(program_id, run_id)


async def wrong_lines(program_id: UUID, business_id: UUID, run_id: UUID) -> str:
    """The lines that were refused, with why, as CSV under the file's own head. Refuses NOT_FOUND."""
    run = await the_run(program_id, business_id, run_id)
    if run.kind is not BulkKind.IMPORT:
        raise WrongState("This run brought no file.", params={"state": run.state.value})
    heads, text = run.params["heads"], io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["line", "why", *(heads if isinstance(heads, list) else [])])
    for row in await db.fetch(WRONG, program_id, run_id):
        lines.writerow([row["nr"] + 1, row["code"], *(neutral(cell) for cell in row["cells"] or ())])
    return text.getvalue()


async def check(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """What each line would do; nothing changes but the run's own rows."""
    results, read = await _read(run, items)
    phones = [line.phone for _, line in read]
    seen = {row["before"] for row in await db.fetch(SEEN, run.program_id, run.id, run.place, phones)}
    known = await customers.members_by_phone(run.program_id, run.business_id, phones)
    for item, line in read:
        outcome = BulkOutcome.REFUSED if line.phone in seen else _verdict(known.get(line.phone), line)
        code = REPEATED if line.phone in seen else ""
        results.append(Result(item.nr, outcome, code, before=line.phone))
        seen.add(line.phone)
    return results


async def take(run: BulkRunInfo, items: Sequence[Item]) -> list[Result]:
    """Enrols who is new and writes what changed, in the batch's transaction."""
    results, read = await _read(run, items)
    tenant = run.program_id, run.business_id
    known = await customers.members_by_phone(*tenant, [line.phone for _, line in read])
    actor = Actor(SYSTEM.kind, name=SYSTEM.name, staff_id=run.staff_id)
    fresh = [
        NewMember(line.phone, str(line.columns.get("name", "")))
        for _, line in read
        if _verdict(known.get(line.phone), line) is BulkOutcome.NEW
    ]
    made = await customers.find_or_enrol_many(actor, *tenant, fresh)
    told: dict[UUID, Mapping[str, object]] = {}
    for item, line in read:
        member = known.get(line.phone)
        outcome = _verdict(member, line)
        key = made[line.phone] if outcome is BulkOutcome.NEW else member.membership_id if member else None
        if key is not None and outcome in (BulkOutcome.NEW, BulkOutcome.CHANGED):
            told[key] = line.columns
        results.append(Result(item.nr, outcome, membership_id=key))
    await customers.update_many(*tenant, told)
    return results


async def _read(run: BulkRunInfo, items: Sequence[Item]) -> tuple[list[Result], list[tuple[Item, Line]]]:
    """Lines that cannot be read as results, and the others with what they say."""
    rules = await businesses.rules_for(run.program_id)
    today, mapping = clock.local_date(clock.now(), rules.time_zone), _mapping(run)

    def work() -> tuple[list[Result], list[tuple[Item, Line]]]:
        wrong, right = [], []
        for each in items:
            try:
                right.append((each, read_line(each.cells, mapping, rules.region, today)))
            except Refusal as refusal:
                wrong.append(Result(each.nr, BulkOutcome.REFUSED, problem_of(refusal)))
        return wrong, right

    return await to_thread(work)


def _verdict(member: Member | None, line: Line) -> BulkOutcome:
    if member is None or not member.has_profile:
        return BulkOutcome.NEW
    is_same = all(getattr(member, name) == value for name, value in line.columns.items())
    return BulkOutcome.SAME if is_same else BulkOutcome.CHANGED


def _mapping(run: BulkRunInfo) -> dict[str, int]:
    mapping = run.params["mapping"]
    return {str(name): int(place) for name, place in mapping.items()} if isinstance(mapping, dict) else {}


async def _the_import(program_id: UUID, business_id: UUID, run_id: UUID) -> BulkRunInfo:
    run = await the_run(program_id, business_id, run_id, hold=True)
    if run.kind is not BulkKind.IMPORT:
        raise WrongState("This run brought no file.", params={"state": run.state.value})
    return run
