"""Vouchers as they are kept."""

from collections.abc import Sequence
from uuid import UUID

import asyncpg

from api.core import db
from api.rewards.types import Fulfilment, RewardKind, VoucherInfo, VoucherState, VoucherUse

COLUMNS = """
    id, program_id, business_id, reward_id, membership_id, code, state, kind, is_given, points_paid, redeem_tx_id,
    cash_minor, value_minor, discount_bp, balance_minor, is_stackable, fulfilment, valid_until, held_until, used_at,
    reference_id, reason, created_at AS issued_at
"""
BY_ID = f"SELECT {COLUMNS} FROM voucher WHERE program_id = $1 AND id = ANY ($2::uuid[])"
BY_KEY = f"""
    SELECT {COLUMNS}, request_hash FROM voucher WHERE program_id = $1 AND source = $2 AND idem_key = $3
"""
BY_CODE = f"SELECT {COLUMNS} FROM voucher WHERE program_id = $1 AND business_id = $2 AND code = $3"

USE_BY_KEY = """
    SELECT id, voucher_id, store_id, bill_number, amount_minor, balance_minor, created_at AS used_at, request_hash
    FROM voucher_use WHERE program_id = $1 AND source = $2 AND idem_key = $3
"""


def to_voucher(row: asyncpg.Record) -> VoucherInfo:
    """A row of COLUMNS."""
    values = {name: row[name] for name in VoucherInfo.__slots__}
    values["state"] = VoucherState(row["state"])
    values["kind"] = RewardKind(row["kind"])
    values["fulfilment"] = Fulfilment(row["fulfilment"])
    return VoucherInfo(**values)


async def vouchers_by_id(program_id: UUID, ids: Sequence[UUID]) -> dict[UUID, VoucherInfo]:
    """Vouchers of a program by id, of any business in it: the caller checks whose they are."""
    rows = await db.fetch(BY_ID, program_id, list(ids))
    return {row["id"]: to_voucher(row) for row in rows}


async def voucher_by_key(program_id: UUID, source: str, key: str) -> tuple[VoucherInfo, str] | None:
    """The voucher that was made with this idempotency key, and the hash of its content."""
    row = await db.fetchrow(BY_KEY, program_id, source, key)
    return None if row is None else (to_voucher(row), row["request_hash"])


async def voucher_by_code(program_id: UUID, business_id: UUID, code: str) -> VoucherInfo | None:
    """The voucher of the business with this code, as it is kept; None where there is none."""
    row = await db.fetchrow(BY_CODE, program_id, business_id, code)
    return None if row is None else to_voucher(row)


async def use_by_key(program_id: UUID, source: str, key: str) -> tuple[VoucherInfo, VoucherUse, str] | None:
    """The use that was made with this idempotency key, its voucher, and the hash of its content."""
    row = await db.fetchrow(USE_BY_KEY, program_id, source, key)
    if row is None:
        return None
    made = VoucherUse(**{name: row[name] for name in VoucherUse.__slots__})
    return (await vouchers_by_id(program_id, [made.voucher_id]))[made.voucher_id], made, row["request_hash"]
