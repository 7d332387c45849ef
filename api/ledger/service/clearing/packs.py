"""Points bought in advance: the price stands in the next statement, redemptions elsewhere use the oldest first."""

import hashlib
from datetime import datetime
from uuid import UUID

import orjson

from api import businesses
from api.core import audit, clock, db
from api.core.audit import Actor
from api.core.errors import BadInput, Forbidden, IdempotencyMismatch
from api.core.ids import new_id
from api.ledger.errors import NoRate
from api.ledger.queries import pack_by_key, rate_at
from api.ledger.service.posting import MAX_KEY
from api.ledger.types import MAX_POINTS, NewPack

INSERT = """
    INSERT INTO clearing_pack (id, program_id, business_id, holder_id, points, used, alert_points, amount_minor,
        currency, tx_id)
    SELECT $1, $2, $3, $4, $5, 0, $6, amount_minor, $7, tx_id FROM clearing WHERE program_id = $2 AND tx_id = $8
"""
BUY = "SELECT settlement_buy($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"


async def buy_pack(actor: Actor, business_id: UUID, pack: NewPack, *, now: datetime | None = None) -> UUID:
    """Buys points in advance from the owner of the program, at today's rate of one's own points. The id of the pack.

    The same key with the same content returns the first pack. Refuses the owner with FORBIDDEN, NO_RATE where no money
    is agreed, BAD_INPUT, IDEMPOTENCY_MISMATCH, NOT_TAKING_PART.
    """
    if not 1 <= len(pack.idempotency_key) <= MAX_KEY:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))
    if not 1 <= pack.points <= MAX_POINTS:
        raise BadInput("Please say how many points.", path=("points",), params={"max": MAX_POINTS})
    if not 0 <= pack.alert_points <= pack.points:
        raise BadInput("The alert level is between 0 and the points.", path=("alertPoints",))
    program_id = await businesses.program_of(business_id)
    if not await businesses.takes_part(program_id, business_id):
        raise businesses.NotTakingPart("Your business has left this program.")
    owner = await businesses.owner_of(program_id)
    if owner == business_id:
        raise Forbidden("The business that owns the program needs no packs: it would pay itself.")
    moment = now or clock.now()
    source, content = f"pack:{business_id.hex}", _hash(pack)
    known = await pack_by_key(program_id, source, pack.idempotency_key)
    if known is None:
        rate = await rate_at(program_id, business_id, moment)
        if rate is None or rate[1] == 0:
            raise NoRate("No money has been agreed for your points yet.")
        tenant = (program_id, business_id, owner)
        return await db.retrying(lambda: _buy(actor, tenant, pack, (source, content), rate, moment))
    if known[1] != content:
        raise IdempotencyMismatch(
            "This idempotency key was used before for another pack.", path=("idempotencyKey",)
        )
    return known[0]


async def _buy(
    actor: Actor,
    tenant: tuple[UUID, UUID, UUID],
    pack: NewPack,
    key: tuple[str, str],
    rate: tuple[UUID, int, str],
    moment: datetime,
) -> UUID:
    program_id, business_id, owner = tenant
    source, content = key
    rate_id, _, currency = rate
    pack_id, tx_id = new_id(), new_id()
    async with db.transaction():
        await db.execute(
            BUY,
            program_id,
            business_id,
            owner,
            pack_id,
            tx_id,
            source,
            pack.idempotency_key,
            content,
            pack.points,
            rate_id,
            moment,
            actor.staff_id,
        )
        await db.execute(
            INSERT, pack_id, program_id, business_id, owner, pack.points, pack.alert_points, currency, tx_id
        )
        await audit.record(
            actor,
            "ledger.pack_bought",
            target=("ClearingPack", pack_id),
            after={"points": pack.points},
            program_id=program_id,
            business_id=business_id,
        )
    return pack_id


def _hash(pack: NewPack) -> str:
    return hashlib.sha256(orjson.dumps(["pack", pack.points, pack.alert_points])).hexdigest()
