"""The row of a new voucher: it takes the idempotency key, once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api import ledger
from api.core import db
from api.core.errors import IdempotencyMismatch
from api.core.ids import new_id
from api.rewards.events import VoucherIssued
from api.rewards.queries import voucher_by_key
from api.rewards.queries.vouchers import COLUMNS, to_voucher
from api.rewards.rules import terms
from api.rewards.rules.codes import new_code
from api.rewards.types import RewardInfo, VoucherInfo, VoucherState

CLAIM = f"""
    INSERT INTO voucher (id, program_id, business_id, reward_id, membership_id, code, state, kind, source, idem_key,
        request_hash, is_given, points_paid, cash_minor, value_minor, discount_bp, balance_minor, is_stackable,
        fulfilment, valid_until, held_until, reference_id, reason, store_id, staff_id, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        $24, $25, $26)
    ON CONFLICT (program_id, source, idem_key) DO NOTHING
    RETURNING {COLUMNS}
"""


@dataclass(frozen=True, slots=True)
class Key:
    """An idempotency key in its space, with the hash of what it was sent with."""

    program_id: UUID
    source: str
    key: str
    content: str


@dataclass(frozen=True, slots=True)
class Making:
    """A voucher to be made."""

    key: Key
    membership_id: UUID
    now: datetime
    time_zone: str
    is_given: bool = False
    held_until: datetime | None = None
    reference_id: UUID | None = None
    reason: str = ""
    store_id: UUID | None = None
    staff_id: UUID | None = None


def key_space(business_id: UUID) -> str:
    """The source under which a business's idempotency keys are unique in its program."""
    return f"b:{business_id.hex}"


def own_key_space(membership_id: UUID) -> str:
    """The source of what a member does for themselves."""
    return f"m:{membership_id.hex}"


async def made_before(asked: Key) -> VoucherInfo | None:
    """The voucher of this key; None where there is none. Refuses IDEMPOTENCY_MISMATCH for other content."""
    found = await voucher_by_key(asked.program_id, asked.source, asked.key)
    if found is None:
        return None
    voucher, content = found
    if content != asked.content:
        raise IdempotencyMismatch(
            "This idempotency key was used before for another voucher.", path=("idempotencyKey",)
        )
    return voucher


async def claim(making: Making, reward: RewardInfo) -> VoucherInfo | None:
    """Writes the voucher on the reward's terms; None where a rival has taken the key (and has committed).

    Refuses with CARD_MERGED.
    """
    asked, values = making.key, reward.terms
    arguments = (
        new_id(),
        reward.program_id,
        reward.business_id,
        reward.id,
        making.membership_id,
        new_code(),
        VoucherState.ACTIVE if making.held_until is None else VoucherState.HELD,
        values.kind,
        asked.source,
        asked.key,
        asked.content,
        making.is_given,
        0 if making.is_given else values.points_price,
        0 if making.is_given else values.cash_minor,
        values.value_minor,
        values.discount_bp,
        terms.first_balance(values),
        values.is_stackable,
        terms.first_fulfilment(values),
        terms.valid_until(values, making.now, making.time_zone),
        making.held_until,
        making.reference_id,
        making.reason,
        making.store_id,
        making.staff_id,
        making.now,
    )
    row = await ledger.refusing(lambda: db.fetchrow(CLAIM, *arguments))
    return None if row is None else to_voucher(row)


def issued(voucher: VoucherInfo) -> VoucherIssued:
    """The fact that it was made."""
    return VoucherIssued(
        program_id=voucher.program_id,
        business_id=voucher.business_id,
        voucher_id=voucher.id,
        reward_id=voucher.reward_id,
        membership_id=voucher.membership_id,
        state=voucher.state,
        points_paid=voucher.points_paid,
        is_given=voucher.is_given,
    )
