"""Presents, given once a day for each promotion: the same few statements, however many birthdays there are."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from uuid import UUID

from api import businesses, customers, ledger, rewards
from api.businesses import ProgramRules
from api.core import clock, db, outbox
from api.core.audit import SYSTEM
from api.core.ids import new_ids
from api.customers import BirthdayDue
from api.promotions.events import PresentGiven
from api.promotions.queries import given_for, programs_with_promotions, running_in
from api.promotions.queries.promotions import COLUMNS, to_promotion
from api.promotions.rules.due import chosen, good_until, is_due, window
from api.promotions.service.telling import announce
from api.promotions.types import Audience, PromotionInfo

SOURCE = "promotion"
LOCK = f"SELECT {COLUMNS} FROM promotion WHERE program_id = $1 AND id = $2 FOR NO KEY UPDATE"
WRITE = """
    INSERT INTO birthday_present (id, program_id, business_id, promotion_id, membership_id, subject_id, year, birthday,
        turns, voucher_id, points, good_until, created_at)
    SELECT made.id, $1, $2, $3, made.membership, made.subject, extract(year FROM made.birthday)::int, made.birthday,
        made.turns, made.voucher, $4, made.good_until, $5
    FROM unnest($6::uuid[], $7::uuid[], $8::uuid[], $9::date[], $10::int[], $11::uuid[], $12::timestamptz[])
        AS made (id, membership, subject, birthday, turns, voucher, good_until)
    ON CONFLICT (program_id, promotion_id, subject_id, year) DO NOTHING
    RETURNING id, membership_id, subject_id, birthday, voucher_id, points
"""
COUNT = "UPDATE promotion SET given = given + $3, checked_on = $4 WHERE program_id = $1 AND id = $2"


async def give_due(now: datetime) -> int:
    """Gives the presents of all programs in which the day has come; how many. Each promotion is a transaction."""
    total = 0
    for program_id in await programs_with_promotions():
        total += await give_presents(program_id, now)
    return total


async def give_presents(program_id: UUID, now: datetime) -> int:
    """Gives the presents that are due in one program; how many. Done twice at once, each is given once."""
    program = await businesses.rules_for(program_id)
    total = 0
    for promotion in await running_in(program_id):
        if is_due(promotion, now, program.time_zone):
            total += await db.retrying(partial(_give, program, promotion.id, now))
    return total


async def _give(program: ProgramRules, promotion_id: UUID, now: datetime) -> int:
    """The promotion's lock makes a rival wait; what he gave is seen before anybody is chosen."""
    async with db.transaction():
        row = await db.fetchrow(LOCK, program.id, promotion_id)
        if row is None:
            return 0
        promotion = to_promotion(row)
        if not is_due(promotion, now, program.time_zone):
            return 0
        today = clock.local_date(now, program.time_zone)
        people = await _due(promotion, today)
        given = await _hand_over(program, promotion, people, now) if people else 0
        await db.execute(COUNT, program.id, promotion.id, given, today)
    return given


async def _due(promotion: PromotionInfo, today: date) -> list[BirthdayDue]:
    first, last = window(promotion, today)
    terms = promotion.terms
    people = await customers.birthdays_between(
        promotion.program_id,
        promotion.business_id,
        first,
        last,
        of_kids=terms.audience is Audience.KIDS,
        age_from=terms.age_from,
        age_to=terms.age_to,
    )
    members = (person.membership_id for person in people)
    given = await given_for(promotion, members, (first.year, last.year))
    return chosen(people, given, promotion.left)


async def _hand_over(
    program: ProgramRules, promotion: PromotionInfo, people: Sequence[BirthdayDue], now: datetime
) -> int:
    keys = [_key(promotion, person) for person in people]
    if promotion.terms.reward_id is not None:
        vouchers = await _vouchers(program, promotion, people, keys)
    else:
        await _points(program, promotion, people, keys, now)
        vouchers = dict.fromkeys(keys)
    got = [(person, vouchers[key]) for person, key in zip(people, keys, strict=True) if key in vouchers]
    return await _write(program, promotion, got, now)


def _key(promotion: PromotionInfo, person: BirthdayDue) -> str:
    return f"{promotion.id.hex}:{person.subject_id.hex}:{person.birthday.year}"


async def _vouchers(
    program: ProgramRules, promotion: PromotionInfo, people: Sequence[BirthdayDue], keys: Sequence[str]
) -> dict[str, UUID | None]:
    """Vouchers by key; fewer than asked for where the reward runs out."""
    gifts = [
        rewards.Gift(key, person.membership_id, good_until(promotion, person.birthday, program.time_zone))
        for person, key in zip(people, keys, strict=True)
    ]
    assert promotion.terms.reward_id is not None  # noqa: S101 - the caller has looked
    made = await rewards.give_many(
        SYSTEM,
        promotion.program_id,
        promotion.business_id,
        promotion.terms.reward_id,
        gifts,
        source=SOURCE,
        reference_id=promotion.id,
        reason=promotion.terms.name,
    )
    return dict(made)


async def _points(
    program: ProgramRules,
    promotion: PromotionInfo,
    people: Sequence[BirthdayDue],
    keys: Sequence[str],
    now: datetime,
) -> None:
    rows = [
        ledger.BulkEarn(
            tx_id=tx_id,
            membership_id=person.membership_id,
            idempotency_key=key,
            request_hash="",
            points=promotion.terms.points or 0,
            occurred_at=now,
            reference_id=promotion.id,
        )
        for tx_id, person, key in zip(new_ids(len(people)), people, keys, strict=True)
    ]
    policy = ledger.policy_of(program)
    await ledger.earn_many(promotion.program_id, promotion.business_id, SOURCE, rows, policy, now=now)


async def _write(
    program: ProgramRules,
    promotion: PromotionInfo,
    got: Sequence[tuple[BirthdayDue, UUID | None]],
    now: datetime,
) -> int:
    made = await db.fetch(
        WRITE,
        promotion.program_id,
        promotion.business_id,
        promotion.id,
        promotion.terms.points or 0,
        now,
        new_ids(len(got)),
        [person.membership_id for person, _ in got],
        [person.subject_id for person, _ in got],
        [person.birthday for person, _ in got],
        [person.turns for person, _ in got],
        [voucher for _, voucher in got],
        [good_until(promotion, person.birthday, program.time_zone) for person, _ in got],
    )
    await outbox.announce(*(_given(promotion, row) for row in made))
    until = {
        person.subject_id: good_until(promotion, person.birthday, program.time_zone) for person, _ in got
    }
    await announce(
        program,
        promotion,
        [(row["id"], row["membership_id"], row["voucher_id"], until[row["subject_id"]]) for row in made],
    )
    return len(made)


def _given(promotion: PromotionInfo, row: Mapping[str, Any]) -> PresentGiven:
    return PresentGiven(
        program_id=promotion.program_id,
        business_id=promotion.business_id,
        promotion_id=promotion.id,
        present_id=row["id"],
        membership_id=row["membership_id"],
        birthday=row["birthday"],
        voucher_id=row["voucher_id"],
        points=row["points"],
    )
