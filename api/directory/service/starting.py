"""Beginning a bulk run: what it would do, and then its members written down."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

import orjson

from api import businesses, customers
from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch, NotFound
from api.core.ids import new_id
from api.directory.events import BulkRunMoved
from api.directory.queries.counting import measure, selected
from api.directory.queries.runs import BY_KEY
from api.directory.queries.search import Statement, by_order
from api.directory.rules import bulk
from api.directory.rules.columns import chosen
from api.directory.types import BulkKind, BulkOrder, BulkPreview, BulkState

MAX_KEY = 160
INSERT = """
    INSERT INTO bulk_run (id, program_id, business_id, kind, state, params, total, file_name, staff_id, actor_id,
        actor_name, idem_key, request_hash, place, created, changed, same, refused, undone, points, problem, failures)
    VALUES ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, 0, 0, 0, 0, '', 0)
    ON CONFLICT (program_id, business_id, idem_key) DO NOTHING RETURNING id
"""
MICRO = 1_000_000


async def preview(program_id: UUID, business_id: UUID, order: BulkOrder) -> BulkPreview:
    """What the run would do now; nothing changes. Refuses bad values at their path."""
    bulk.check_order(order)
    members, same, refused = await measure(program_id, business_id, order)
    rules = await businesses.rules_for(program_id)
    changes = members - same - refused
    points = order.points * changes if order.kind is BulkKind.POINTS else 0
    return BulkPreview(
        count=members,
        changes=changes,
        same=same,
        refused=refused,
        points=points,
        cost_minor=points * rules.point_value_micro_minor // MICRO,
        currency=rules.currency,
    )


async def start(
    actor: Actor, program_id: UUID, business_id: UUID, order: BulkOrder, *, idempotency_key: str
) -> UUID:
    """Writes down whom the run is about and queues it; the run's id. The same key and content answer the first run.

    Refuses bad values at their path, TOO_MANY, CONFIRM_COUNT, NOT_FOUND for a tag, IDEMPOTENCY_MISMATCH.
    """
    check_key(idempotency_key)
    bulk.check_order(order)
    content = _hash(order)
    if known := await known_run(program_id, business_id, idempotency_key, content):
        return known
    params = await _params(program_id, business_id, order)
    run_id = new_id()
    async with db.transaction():
        members = await _write_items(run_id, program_id, business_id, order)
        bulk.check_count(order, members)
        made = await insert_run(
            actor,
            (run_id, program_id, business_id),
            order.kind,
            BulkState.QUEUED,
            params,
            members,
            idempotency_key,
            content,
        )
        if made:
            return run_id
        await db.execute("DELETE FROM bulk_item WHERE program_id = $1 AND run_id = $2", program_id, run_id)
    return await known_run(program_id, business_id, idempotency_key, content) or run_id


def check_key(idempotency_key: str) -> None:
    """Refuses a missing or overlong key."""
    if not 1 <= len(idempotency_key) <= MAX_KEY or "\0" in idempotency_key:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))


async def known_run(program_id: UUID, business_id: UUID, key: str, content: str) -> UUID | None:
    """The run that this key began. Refuses IDEMPOTENCY_MISMATCH for other content."""
    row = await db.fetchrow(BY_KEY, program_id, business_id, key)
    if row is None:
        return None
    if row["request_hash"] != content:
        raise IdempotencyMismatch(
            "This idempotency key was used before with other content.", path=("idempotencyKey",)
        )
    run_id: UUID = row["id"]
    return run_id


async def insert_run(
    actor: Actor,
    key: tuple[UUID, UUID, UUID],
    kind: BulkKind,
    state: BulkState,
    params: Mapping[str, object],
    total: int,
    idempotency_key: str,
    content: str,
    file_name: str = "",
) -> bool:
    """Writes the run, its audit and its fact in the caller's transaction; False where the key is taken."""
    run_id, program_id, business_id = key
    made = await db.fetchval(
        INSERT,
        run_id,
        program_id,
        business_id,
        kind.value,
        state.value,
        orjson.dumps(params, default=str).decode(),
        total,
        file_name[:200],
        actor.staff_id,
        actor.id,
        actor.name[:200],
        idempotency_key,
        content,
    )
    if made is None:
        return False
    await _tell(actor, key, kind, state, params, total)
    return True


async def _tell(
    actor: Actor,
    key: tuple[UUID, UUID, UUID],
    kind: BulkKind,
    state: BulkState,
    params: Mapping[str, object],
    total: int,
) -> None:
    run_id, program_id, business_id = key
    shown = {name: value for name, value in params.items() if name in ("tag", "points", "reason", "status")}
    await audit.record(
        actor,
        f"directory.{kind.value}_many",
        target=("BulkRun", run_id),
        after={"members": total, **shown},
        program_id=program_id,
        business_id=business_id,
    )
    await outbox.announce(
        BulkRunMoved(
            program_id=program_id,
            business_id=business_id,
            run_id=run_id,
            kind=kind.value,
            state=state.value,
            done=0,
            total=total,
        )
    )


async def _params(program_id: UUID, business_id: UUID, order: BulkOrder) -> dict[str, object]:
    match order.kind:
        case BulkKind.TAG:
            return {"tag": customers.tag_name(order.tag)}
        case BulkKind.UNTAG:
            tags = await customers.tags_by_id(program_id, business_id, [order.tag_id] if order.tag_id else [])
            if order.tag_id not in tags:
                raise NotFound("There is no such tag.", path=("tagId",))
            return {"tag": tags[order.tag_id].name, "tag_id": str(order.tag_id)}
        case BulkKind.POINTS:
            return {"points": order.points, "reason": order.reason.strip()}
        case BulkKind.STATUS:
            return {"status": order.status}
        case _:
            return {"columns": chosen(order.columns), "format": order.format.value}


async def _write_items(run_id: UUID, program_id: UUID, business_id: UUID, order: BulkOrder) -> int:
    """One row for each selected member, in the order of the list; how many, one more than the most at the most."""
    asked = Statement([program_id, business_id])
    source = await selected(asked, program_id, business_id, order.selection)
    if source is None:
        return 0
    ctes, body = source
    by, place = by_order(order.selection.sort), asked.bind(run_id)
    tag = await db.execute(
        f"""INSERT INTO bulk_item (program_id, business_id, run_id, nr, membership_id, outcome, code)
        {ctes} SELECT $1, $2, {place}, row_number() OVER (ORDER BY {by}), self.pk, 'waiting', '' {body}
        ORDER BY {by} LIMIT {bulk.MAX_MEMBERS + 1}""",
        *asked.args,
    )
    return int(tag.rsplit(" ", 1)[-1])


def _hash(order: BulkOrder) -> str:
    content = asdict(order) | {"confirmed": None}
    return hashlib.sha256(orjson.dumps(content, default=str, option=orjson.OPT_SORT_KEYS)).hexdigest()
