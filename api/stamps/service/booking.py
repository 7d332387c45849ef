"""Writing what was decided: cards, stamps and facts, once per key."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import orjson

from api.core import db, outbox
from api.core.audit import Actor
from api.core.errors import IdempotencyMismatch
from api.core.ids import new_id
from api.core.outbox import Fact
from api.stamps.events import StampCardCompleted, StampsChanged, StampsHalf, StampsNearlyFull
from api.stamps.queries.acts import to_act
from api.stamps.rules.filling import Step
from api.stamps.rules.milestones import Milestone, reached
from api.stamps.types import StampAct, StampKind

# in the order given: a card that was full is open again only after the newer one waits, and the other way round
WRITE = """
    WITH cards AS (
        INSERT INTO stamp_card (id, program_id, business_id, membership_id, design_id, round, stamps, stamps_needed,
            state, expires_at, ended_at, voucher_id)
        SELECT card.id, $1, $2, $3, card.design_id, card.round, card.stamps, card.needed, card.state, card.expires_at,
            card.ended_at, card.voucher_id
        FROM unnest($4::uuid[], $5::uuid[], $6::int[], $7::int[], $8::int[], $9::text[], $10::timestamptz[],
            $11::timestamptz[], $12::uuid[]) WITH ORDINALITY
            AS card (id, design_id, round, stamps, needed, state, expires_at, ended_at, voucher_id, place)
        ORDER BY card.place
        ON CONFLICT (id) DO UPDATE SET stamps = excluded.stamps, stamps_needed = excluded.stamps_needed,
            state = excluded.state, expires_at = excluded.expires_at, ended_at = excluded.ended_at,
            voucher_id = excluded.voucher_id
    )
    INSERT INTO stamp (id, program_id, business_id, membership_id, act_id, seq, card_id, design_id, count, lines, day,
        kind, source, idem_key, request_hash, store_id, staff_id, staff_name, reason, purchase_id, undoes_id)
    SELECT stamp.id, $1, $2, $3, $13, stamp.seq, stamp.card_id, stamp.design_id, stamp.count, stamp.lines, stamp.day,
        $21, $22, $23, $24, $25, $26, $27, $28, $29, $30
    FROM unnest($14::uuid[], $15::int[], $16::uuid[], $17::uuid[], $18::int[], $19::jsonb[], $20::date[])
        AS stamp (id, seq, card_id, design_id, count, lines, day)
    ON CONFLICT (program_id, source, idem_key, seq) DO NOTHING
    RETURNING id, card_id, membership_id, count
"""
FACTS = {Milestone.HALF: StampsHalf, Milestone.NEARLY_FULL: StampsNearlyFull}


@dataclass(frozen=True, slots=True)
class Cause:
    """Who stamps whose cards, why, and under which key."""

    actor: Actor
    program_id: UUID
    business_id: UUID
    membership_id: UUID
    kind: StampKind
    source: str
    key: str
    content: str = ""
    reason: str = ""
    store_id: UUID | None = None
    purchase_id: UUID | None = None
    undoes_id: UUID | None = None
    act_id: UUID = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class Move:
    """What happens to the cards of one design. The stamps count for `day`; `pieces` are by line of the bill."""

    design_id: UUID
    day: date
    steps: tuple[Step, ...]
    pieces: Mapping[int, int] = field(default_factory=dict)


async def book(cause: Cause, moves: Sequence[Move]) -> StampAct:
    """Writes the moves and announces them, in the caller's transaction.

    Refuses with IDEMPOTENCY_MISMATCH where somebody else's stamps took the key meanwhile.
    """
    stamped = [(move, step) for move in moves for step in move.steps if step.count]
    rows = await db.fetch(
        WRITE,
        cause.program_id,
        cause.business_id,
        cause.membership_id,
        *_columns(_card_rows(moves)),
        cause.act_id,
        *_columns(_stamp_rows(moves)),
        cause.kind,
        cause.source,
        cause.key,
        cause.content,
        cause.store_id,
        cause.actor.staff_id,
        cause.actor.name,
        cause.reason,
        cause.purchase_id,
        cause.undoes_id,
    )
    if len(rows) < len(stamped):
        raise IdempotencyMismatch(
            "This idempotency key was used before for other stamps.", path=("idempotencyKey",)
        )
    await outbox.announce(*(fact for move, step in stamped for fact in _facts(cause, move, step)))
    return to_act(rows, is_replay=False)


def _card_rows(moves: Sequence[Move]) -> list[tuple[object, ...]]:
    return [
        (
            step.after.id,
            move.design_id,
            step.after.round,
            step.after.stamps,
            step.after.needed,
            step.after.state,
            step.after.expires_at,
            step.after.ended_at,
            step.after.voucher_id,
        )
        for move in moves
        for step in move.steps
    ]


def _stamp_rows(moves: Sequence[Move]) -> list[tuple[object, ...]]:
    """The first row of a design says which lines gave how many."""
    found: list[tuple[object, ...]] = []
    for move in moves:
        lines = orjson.dumps(sorted(move.pieces.items())).decode()
        for step in move.steps:
            if step.count:
                found.append(
                    (new_id(), len(found) + 1, step.after.id, move.design_id, step.count, lines, move.day)
                )
                lines = "[]"
    return found


def _columns(rows: Sequence[tuple[object, ...]]) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)]


def _facts(cause: Cause, move: Move, step: Step) -> list[Fact]:
    about: dict[str, object] = {
        "program_id": cause.program_id,
        "business_id": cause.business_id,
        "membership_id": cause.membership_id,
        "stamp_design_id": move.design_id,
        "stamp_card_id": step.after.id,
        "round": step.after.round,
        "count": step.count,
        "stamps": step.after.stamps,
        "stamps_needed": step.after.needed,
    }
    facts: list[Fact] = [StampsChanged.model_validate(about)]
    milestone = reached(step)
    if milestone is Milestone.FULL:
        facts.append(StampCardCompleted.model_validate({**about, "voucher_id": step.after.voucher_id}))
    elif milestone is not None:
        facts.append(FACTS[milestone].model_validate(about))
    return facts
