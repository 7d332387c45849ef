"""The rules of a business, all at once."""

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID

from api import businesses
from api.core import audit, db
from api.core.audit import Actor
from api.core.ids import new_ids
from api.reviews.queries import rules_of
from api.reviews.rules.checks import check_rules
from api.reviews.types import ReviewRule

REPLACE = """
    WITH gone AS (
        DELETE FROM review_rule WHERE program_id = $1 AND business_id = $2 AND kind <> ALL ($4::text[])
    )
    INSERT INTO review_rule (id, program_id, business_id, kind, action, most, days, from_hour, to_hour)
    SELECT rule.id, $1, $2, rule.kind, rule.action, rule.most, rule.days, rule.from_hour, rule.to_hour
    FROM unnest($3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::int[], $8::int[], $9::int[])
        AS rule (id, kind, action, most, days, from_hour, to_hour)
    ON CONFLICT (program_id, business_id, kind) DO UPDATE SET action = excluded.action, most = excluded.most,
        days = excluded.days, from_hour = excluded.from_hour, to_hour = excluded.to_hour
"""
WATCHES = "SELECT EXISTS (SELECT FROM review_rule WHERE program_id = $1 AND action <> 'allow')"


async def save_rules(actor: Actor, business_id: UUID, rules: Sequence[ReviewRule]) -> tuple[ReviewRule, ...]:
    """Keeps these rules of the business and no others, for awards from now on. Refuses BAD_INPUT."""
    check_rules(rules)
    program_id = await businesses.program_of(business_id)
    async with db.transaction():
        await businesses.hold_program(program_id)
        before = await rules_of(program_id, business_id)
        await db.execute(
            REPLACE,
            program_id,
            business_id,
            new_ids(len(rules)),
            [rule.kind for rule in rules],
            [rule.action for rule in rules],
            [rule.most for rule in rules],
            [rule.days for rule in rules],
            [rule.from_hour for rule in rules],
            [rule.to_hour for rule in rules],
        )
        await businesses.watch_awards(program_id, watches=await db.fetchval(WATCHES, program_id))
        saved = await rules_of(program_id, business_id)
        await audit.record(
            actor,
            "reviews.save_rules",
            target=("Business", business_id),
            before={rule.kind.value: asdict(rule) for rule in before},
            after={rule.kind.value: asdict(rule) for rule in saved},
            program_id=program_id,
            business_id=business_id,
        )
    return saved
