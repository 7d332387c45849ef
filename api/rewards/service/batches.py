"""Codes that are made or brought in together, for whoever will hold one."""

from uuid import UUID

from api import businesses, customers
from api.core import audit, clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, Conflict, IdempotencyMismatch, NotFound
from api.core.ids import new_id, new_ids
from api.rewards.queries.vouchers import COLUMNS, to_voucher
from api.rewards.rules import checks, codes, terms
from api.rewards.rules.terms import content_hash
from api.rewards.service import stock
from api.rewards.service.giving import changed, record, the_reward
from api.rewards.service.making import Key, key_space
from api.rewards.types import MadeBatch, NewBatch, RewardInfo, VoucherInfo

MAX_CODES = 5_000
BY_KEY = (
    "SELECT id, size, request_hash FROM voucher_batch WHERE program_id = $1 AND source = $2 AND idem_key = $3"
)
CLAIM = """
    INSERT INTO voucher_batch (id, program_id, business_id, reward_id, name, is_imported, size, source, idem_key,
        request_hash, staff_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (program_id, source, idem_key) DO NOTHING RETURNING id
"""
MAKE = """
    INSERT INTO voucher (id, program_id, business_id, reward_id, batch_id, code, state, kind, source, idem_key,
        request_hash, is_given, points_paid, cash_minor, value_minor, discount_bp, balance_minor, is_stackable,
        fulfilment, valid_until, reason, created_at)
    SELECT given.id, $3, $4, $5, $6, given.code, 'active', $7, 'batch', given.id::text, $8, true, 0, 0, $9, $10, $11,
        $12, $13, $14, '', $15
    FROM unnest($1::uuid[], $2::text[]) AS given (id, code)
    ON CONFLICT (program_id, code) DO NOTHING RETURNING code
"""
CODES = """
    SELECT v.code, v.state, v.valid_until, v.membership_id IS NOT NULL AS is_handed_out
    FROM voucher_batch b JOIN voucher v ON v.batch_id = b.id
    WHERE b.program_id = $1 AND b.business_id = $2 AND b.id = $3 ORDER BY v.code
"""
BATCH = "SELECT reward_id FROM voucher_batch WHERE program_id = $1 AND business_id = $2 AND id = $3"
CANCEL_UNUSED = """
    WITH ended AS (
        UPDATE voucher SET state = 'cancelled', reason = $4
        WHERE program_id = $1 AND business_id = $2 AND batch_id = $3 AND membership_id IS NULL AND state = 'active'
            AND (valid_until IS NULL OR valid_until > $5)
            AND balance_minor IS NOT DISTINCT FROM CASE WHEN kind = 'gift_card' THEN value_minor END
        RETURNING id
    )
    SELECT count(*)::int FROM ended
"""
HAND_OUT = f"""
    UPDATE voucher SET membership_id = $4, reason = $5
    WHERE program_id = $1 AND business_id = $2 AND code = $3 AND batch_id IS NOT NULL AND state = 'active'
        AND (membership_id IS NULL OR membership_id = $4)
    RETURNING {COLUMNS}
"""


async def create_batch(actor: Actor, business_id: UUID, wanted: NewBatch) -> MadeBatch:
    """Makes codes of a reward that belong to whoever holds them: some of ours, or those that were made elsewhere.

    Each takes a piece of the stock, all of them or none. The same key with the same content returns the first batch.
    Refuses NOT_FOUND, REWARD_UNAVAILABLE, OUT_OF_STOCK, CONFLICT for a code that exists, IDEMPOTENCY_MISMATCH,
    BAD_INPUT.
    """
    checks.check_key(wanted.idempotency_key)
    checks.check_name(wanted.name, ("name",))
    given = _checked(wanted)
    program_id = await businesses.program_of(business_id)
    content = content_hash("batch", wanted.reward_id, wanted.name, wanted.count, sorted(given))
    key = Key(program_id, key_space(business_id), wanted.idempotency_key, content)
    known = await _made_before(key)
    if known is not None:
        return known
    reward = await the_reward(program_id, business_id, wanted.reward_id)
    return await db.retrying(lambda: _create(actor, key, reward, wanted, given))


async def batch_csv(business_id: UUID, batch_id: UUID) -> str:
    """The codes of a batch with state and end, as CSV with a head. Refuses NOT_FOUND."""
    program_id = await businesses.program_of(business_id)
    rows = await db.fetch(CODES, program_id, business_id, batch_id)
    if not rows:
        raise NotFound("There is no such batch.", path=("batchId",))
    lines = [
        f"{row['code']},{row['state']},{row['valid_until'].isoformat() if row['valid_until'] else ''},"
        f"{'yes' if row['is_handed_out'] else 'no'}"
        for row in rows
    ]
    return "\n".join(["code,state,valid_until,handed_out", *lines, ""])


async def cancel_batch(actor: Actor, business_id: UUID, batch_id: UUID, *, reason: str = "") -> int:
    """Takes back every code of a batch that is nobody's and unused, with its piece of the stock; how many.

    Codes that were handed out, used in part or expired stay as they are. Again it is 0. Refuses NOT_FOUND.
    """
    checks.check_text(reason, checks.MAX_REASON, ("reason",))
    program_id = await businesses.program_of(business_id)
    reward_id: UUID | None = await db.fetchval(BATCH, program_id, business_id, batch_id)
    if reward_id is None:
        raise NotFound("There is no such batch.", path=("batchId",))
    async with db.transaction():
        await stock.lock(program_id, reward_id)
        ended: int = await db.fetchval(
            CANCEL_UNUSED, program_id, business_id, batch_id, reason.strip(), clock.now()
        )
        if ended:
            await stock.give_back(program_id, reward_id, ended)
            await audit.record(
                actor,
                "rewards.cancel_batch",
                target=("VoucherBatch", batch_id),
                after={"cancelled": ended, "reason": reason.strip()},
                program_id=program_id,
                business_id=business_id,
            )
    return ended


async def hand_out(
    actor: Actor, business_id: UUID, membership_id: UUID, code: str, *, reason: str = ""
) -> VoucherInfo:
    """Gives a customer a code of a batch that is nobody's yet; again nothing changes. Refuses NOT_FOUND."""
    checks.check_text(reason, checks.MAX_REASON, ("reason",))
    program_id = await businesses.program_of(business_id)
    found = await customers.members_by_id(program_id, [membership_id], business_id=business_id, only_met=True)
    if membership_id not in found:
        raise NotFound("There is no such customer.", path=("customerId",))
    async with db.transaction():
        row = await db.fetchrow(
            HAND_OUT, program_id, business_id, codes.normalise(code), membership_id, reason
        )
        if row is None:
            raise NotFound("There is no such code that is still to be given.", path=("code",))
        voucher = to_voucher(row)
        await outbox.announce(changed(voucher))
        await record(actor, "rewards.give_voucher", voucher)
    return voucher


def _checked(wanted: NewBatch) -> list[str]:
    """The codes that came along, as they are kept; none where ours are to be made."""
    if bool(wanted.count) == bool(wanted.codes):
        raise BadInput("Say how many codes to make, or bring codes along.", path=("count",))
    if not 0 <= wanted.count <= MAX_CODES or len(wanted.codes) > MAX_CODES:
        raise BadInput(f"A batch has 1 to {MAX_CODES} codes.", path=("count",), params={"max": MAX_CODES})
    given = [codes.imported(each, path=("codes", str(at))) for at, each in enumerate(wanted.codes)]
    if len(set(given)) < len(given):
        raise BadInput("A code stands there twice.", path=("codes",))
    return given


async def _made_before(key: Key) -> MadeBatch | None:
    row = await db.fetchrow(BY_KEY, key.program_id, key.source, key.key)
    if row is None:
        return None
    if row["request_hash"] != key.content:
        raise IdempotencyMismatch(
            "This idempotency key was used before for another batch.", path=("idempotencyKey",)
        )
    return MadeBatch(row["id"], row["size"], is_replay=True)


async def _create(
    actor: Actor, key: Key, reward: RewardInfo, wanted: NewBatch, given: list[str]
) -> MadeBatch:
    now, batch_id = clock.now(), new_id()
    size = wanted.count or len(given)
    async with db.transaction():
        claimed = await db.fetchval(
            CLAIM,
            batch_id,
            reward.program_id,
            reward.business_id,
            reward.id,
            wanted.name.strip(),
            bool(given),
            size,
            key.source,
            key.key,
            key.content,
            actor.staff_id,
        )
        if claimed is None:
            known = await _made_before(key)
            if known is None:
                raise IdempotencyMismatch("This idempotency key is in use.", path=("idempotencyKey",))
            return known
        taken = await stock.take(reward, now, size)
        if taken is None:
            raise await stock.refuse(reward, now)
        await _make(taken, batch_id, given or [codes.new_code() for _ in range(size)], key)
        await audit.record(
            actor,
            "rewards.create_batch",
            target=("VoucherBatch", batch_id),
            after={"name": wanted.name, "size": size, "reward": reward.id},
            program_id=reward.program_id,
            business_id=reward.business_id,
        )
    return MadeBatch(batch_id, size, is_replay=False)


async def _make(reward: RewardInfo, batch_id: UUID, wanted: list[str], key: Key) -> None:
    values, now = reward.terms, clock.now()
    program = await businesses.rules_for(reward.program_id)
    made = await db.fetch(
        MAKE,
        new_ids(len(wanted)),
        wanted,
        reward.program_id,
        reward.business_id,
        reward.id,
        batch_id,
        values.kind,
        key.content,
        values.value_minor,
        values.discount_bp,
        terms.first_balance(values),
        values.is_stackable,
        terms.first_fulfilment(values),
        terms.valid_until(values, now, program.time_zone),
        now,
    )
    missing = set(wanted) - {row["code"] for row in made}
    if missing:
        raise Conflict(
            "There is such a code already.",
            path=("codes",),
            params={"code": min(missing), "count": len(missing)},
        )
