"""Using a voucher at a store, by its code: once, a gift card in parts; and the handing over of what it is for."""

from datetime import datetime
from uuid import UUID

import asyncpg

from api import businesses
from api.businesses import ProgramRules
from api.core import clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch, NotFound
from api.core.ids import new_id
from api.core.money import BadMoney
from api.rewards.errors import BalanceTooLow, NotStackable, VoucherCancelled, WrongStore
from api.rewards.events import VoucherWasUsed
from api.rewards.queries import rewards_by_id
from api.rewards.queries.vouchers import COLUMNS, to_voucher, use_by_key
from api.rewards.rules import checks
from api.rewards.rules.codes import normalise
from api.rewards.rules.terms import content_hash
from api.rewards.service.ending import the_voucher
from api.rewards.service.giving import changed, record
from api.rewards.service.making import Key, key_space
from api.rewards.service.redeeming import check_store
from api.rewards.service.refusing import refuse_state
from api.rewards.types import (
    Fulfilment,
    RewardKind,
    UsedVoucher,
    UseVoucher,
    VoucherInfo,
    VoucherState,
    VoucherUse,
)

MAX_BILL_NUMBER = 60
FOR_UPDATE = f"""
    SELECT {COLUMNS} FROM voucher WHERE program_id = $1 AND business_id = $2 AND code = $3 FOR NO KEY UPDATE
"""
# what conflicts is either the key, or a second voucher that must stand alone on its bill
USE = """
    INSERT INTO voucher_use (id, program_id, business_id, voucher_id, store_id, membership_id, bill_number, bill_key,
        is_stackable, amount_minor, balance_minor, source, idem_key, request_hash, staff_id, staff_name, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    ON CONFLICT DO NOTHING RETURNING id
"""
USED = f"""
    UPDATE voucher SET state = $3, balance_minor = $4, used_at = $5 WHERE program_id = $1 AND id = $2
    RETURNING {COLUMNS}
"""
FULFIL = f"""
    UPDATE voucher SET fulfilment = $3
    WHERE program_id = $1 AND id = $2 AND state <> 'cancelled' AND fulfilment <> 'none'
    RETURNING {COLUMNS}
"""


async def use(actor: Actor, business_id: UUID, request: UseVoucher) -> UsedVoucher:
    """Uses a voucher of the business at one of its stores. A gift card pays `amount` and keeps the rest.

    The same key with the same content returns the first use. Refuses NOT_FOUND, VOUCHER_USED, VOUCHER_CANCELLED,
    VOUCHER_EXPIRED, VOUCHER_HELD, WRONG_STORE, BALANCE_TOO_LOW, NOT_STACKABLE, IDEMPOTENCY_MISMATCH, BAD_MONEY,
    BAD_INPUT.
    """
    checks.check_key(request.idempotency_key)
    checks.check_text(request.bill_number or "", MAX_BILL_NUMBER, ("billNumber",))
    program = await businesses.rules_for(await businesses.program_of(business_id))
    if request.amount is not None and request.amount.currency != program.currency:
        raise BadMoney(f"This program works in {program.currency}.", path=("amount", "currency"))
    await check_store(business_id, request.store_id)
    amount = None if request.amount is None else request.amount.minor_units
    content = content_hash("use", normalise(request.code), request.store_id, amount, request.bill_number)
    key = Key(program.id, key_space(business_id), request.idempotency_key, content)
    known = await _used_before(key)
    if known is not None:
        return known
    return await db.retrying(lambda: _use(actor, program, business_id, request, key))


async def _used_before(key: Key) -> UsedVoucher | None:
    found = await use_by_key(key.program_id, key.source, key.key)
    if found is None:
        return None
    voucher, made, content = found
    if content != key.content:
        raise _mismatch()
    return UsedVoucher(voucher, made, is_replay=True)


async def _use(
    actor: Actor, program: ProgramRules, business_id: UUID, request: UseVoucher, key: Key
) -> UsedVoucher:
    """The voucher's lock makes rivals wait; what they did is seen before anything is decided."""
    now = clock.now()
    async with db.transaction():
        row = await db.fetchrow(FOR_UPDATE, program.id, business_id, normalise(request.code))
        if row is None:
            raise NotFound("There is no such voucher.", path=("code",))
        voucher = to_voucher(row)
        known = await _used_before(key)
        if known is not None:
            return known
        refuse_state(voucher, now, ("code",))
        await _check_place(voucher, request.store_id)
        left = _left(voucher, request)
        made = await _write(actor, program, request, key, voucher, left, now)
        used = await _settle(voucher, left, now)
        await outbox.announce(_fact(used, made))
        await record(actor, "rewards.use_voucher", used)
    return UsedVoucher(used, made, is_replay=False)


async def _check_place(voucher: VoucherInfo, store_id: UUID) -> None:
    reward = (await rewards_by_id(voucher.program_id, [voucher.reward_id]))[voucher.reward_id]
    stores = reward.terms.conditions.store_ids
    if stores and store_id not in stores:
        raise WrongStore("This voucher is good at other stores.", path=("storeId",))


def _left(voucher: VoucherInfo, request: UseVoucher) -> int | None:
    """What a gift card holds after this; None for other kinds."""
    if voucher.kind is not RewardKind.GIFT_CARD:
        if request.amount is not None:
            raise BadInput("Only a gift card pays an amount.", path=("amount",))
        return None
    balance = voucher.balance_minor or 0
    if request.amount is None or request.amount.minor_units <= 0:
        raise BadMoney("Please say how much the gift card is to pay.", path=("amount", "minorUnits"))
    if request.amount.minor_units > balance:
        raise BalanceTooLow(
            "The gift card holds less than this.",
            path=("amount", "minorUnits"),
            params={"balance_minor_units": balance},
        )
    return balance - request.amount.minor_units


async def _write(
    actor: Actor,
    program: ProgramRules,
    request: UseVoucher,
    key: Key,
    voucher: VoucherInfo,
    left: int | None,
    now: datetime,
) -> VoucherUse:
    made = VoucherUse(
        id=new_id(),
        voucher_id=voucher.id,
        store_id=request.store_id,
        bill_number=request.bill_number,
        amount_minor=None if request.amount is None else request.amount.minor_units,
        balance_minor=left,
        used_at=now,
    )
    written = await db.fetchval(
        USE,
        made.id,
        voucher.program_id,
        voucher.business_id,
        voucher.id,
        request.store_id,
        voucher.membership_id,
        request.bill_number,
        _bill_key(program, request, now),
        voucher.is_stackable,
        made.amount_minor,
        left,
        key.source,
        key.key,
        key.content,
        actor.staff_id,
        actor.name,
        now,
    )
    if written is None:
        if await use_by_key(key.program_id, key.source, key.key) is not None:
            raise _mismatch()
        raise NotStackable(
            "Another voucher that goes with no second one was used on this bill.", path=("billNumber",)
        )
    return made


def _bill_key(program: ProgramRules, request: UseVoucher, now: datetime) -> str | None:
    """A bill of one day at one till: numbers begin anew. None where no bill is named."""
    if not request.bill_number:
        return None
    day = clock.local_date(now, program.time_zone)
    return f"{request.store_id.hex}:{day}:{request.bill_number}"


async def _settle(voucher: VoucherInfo, left: int | None, now: datetime) -> VoucherInfo:
    state = VoucherState.ACTIVE if left else VoucherState.USED
    row = await db.fetchrow(USED, voucher.program_id, voucher.id, state, left, now)
    return _found(row)


async def set_fulfilment(
    actor: Actor, business_id: UUID, voucher_id: UUID, fulfilment: Fulfilment
) -> VoucherInfo:
    """Says how far the handing over has come.

    Refuses NOT_FOUND, VOUCHER_CANCELLED, and BAD_INPUT where nothing is handed over.
    """
    voucher = await the_voucher(business_id, voucher_id)
    if fulfilment is Fulfilment.NONE or voucher.fulfilment is Fulfilment.NONE:
        raise BadInput("Nothing of this voucher is handed over.", path=("fulfilment",))
    async with db.transaction():
        row = await db.fetchrow(FULFIL, voucher.program_id, voucher.id, fulfilment)
        if row is None:
            raise VoucherCancelled("This voucher was cancelled.", path=("voucherId",))
        saved = to_voucher(row)
        await outbox.announce(changed(saved))
        await record(actor, "rewards.set_fulfilment", saved)
    return saved


def _found(row: asyncpg.Record | None) -> VoucherInfo:
    if row is None:
        raise RuntimeError("the voucher was not found under its own lock")
    return to_voucher(row)


def _mismatch() -> IdempotencyMismatch:
    return IdempotencyMismatch(
        "This idempotency key was used before for another use.", path=("idempotencyKey",)
    )


def _fact(voucher: VoucherInfo, made: VoucherUse) -> VoucherWasUsed:
    return VoucherWasUsed(
        program_id=voucher.program_id,
        business_id=voucher.business_id,
        voucher_id=voucher.id,
        reward_id=voucher.reward_id,
        membership_id=voucher.membership_id,
        state=voucher.state,
        voucher_use_id=made.id,
        store_id=made.store_id,
        amount_minor=made.amount_minor,
    )
