"""Agreeing money for points: rates are appended and begin now or later, so that no past posting changes its worth."""

from datetime import datetime
from uuid import UUID

from api import businesses
from api.businesses import ProgramRules
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.core.ids import new_id
from api.ledger.events import RateSet
from api.ledger.rules.periods import month_end, month_start
from api.ledger.types import NewRate

MAX_MICRO_MINOR = 10**15
MAX_NOTE = 300
INSERT = """
    INSERT INTO clearing_rate (id, program_id, issuer_id, micro_minor, currency, valid_from, note, set_by, set_by_name,
        created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
OPEN = """
    INSERT INTO settlement_period (id, program_id, number, starts_at, ends_at, state, netting, currency)
    SELECT $1, $2, 1, $3, $4, 'open', 'multilateral', $5
    WHERE NOT EXISTS (SELECT FROM settlement_period WHERE program_id = $2)
    ON CONFLICT DO NOTHING
"""


async def set_rate(actor: Actor, business_id: UUID, rate: NewRate, *, now: datetime | None = None) -> UUID:
    """Agrees money for a point from a moment on; the first rate of a program opens its first settlement period.

    Only the owner of the program may: FORBIDDEN. Refuses a moment in the past and absurd money with BAD_INPUT, an
    issuer that takes no part with NOT_FOUND. The id of the rate.
    """
    program = await businesses.rules_for(await businesses.program_of(business_id))
    await businesses.must_own(program.id, business_id)
    if rate.issuer_id is not None and not await businesses.takes_part(program.id, rate.issuer_id):
        raise NotFound("This business does not take part in the program.", path=("issuerId",))
    return await append_rate(actor, program, business_id, rate, now or clock.now())


async def append_rate(
    actor: Actor, program: ProgramRules, business_id: UUID, rate: NewRate, now: datetime
) -> UUID:
    """The rate checked and written, with the period that it needs."""
    valid_from = rate.valid_from or now
    _check(rate, valid_from, now)
    rate_id = new_id()
    async with db.transaction():
        await db.execute(
            OPEN,
            new_id(),
            program.id,
            month_start(now, program.time_zone),
            month_end(now, program.time_zone),
            program.currency,
        )
        await db.execute(
            INSERT,
            rate_id,
            program.id,
            rate.issuer_id,
            rate.micro_minor,
            program.currency,
            valid_from,
            businesses.clean_text(rate.note, ("note",), longest=MAX_NOTE, required=False),
            actor.id,
            actor.name,
            now,
        )
        told = RateSet(
            program_id=program.id,
            business_id=business_id,
            rate_id=rate_id,
            issuer_id=rate.issuer_id,
            micro_minor=rate.micro_minor,
            valid_from=valid_from,
        )
        await audit.record(
            actor,
            "ledger.rate_set",
            target=("ClearingRate", rate_id),
            after={"micro_minor": rate.micro_minor, "valid_from": valid_from, "issuer_id": rate.issuer_id},
            program_id=program.id,
            business_id=business_id,
        )
        await outbox.announce(told)
    return rate_id


def _check(rate: NewRate, valid_from: datetime, now: datetime) -> None:
    if not 0 <= rate.micro_minor <= MAX_MICRO_MINOR:
        raise BadInput("This is no money for a point.", path=("rate",), params={"max": MAX_MICRO_MINOR})
    if len(rate.note) > MAX_NOTE:
        raise BadInput(f"Please use at most {MAX_NOTE} characters.", path=("note",), params={"max": MAX_NOTE})
    if valid_from < now:
        raise BadInput("A rate begins now or later.", path=("validFrom",))
