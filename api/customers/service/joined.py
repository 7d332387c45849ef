"""What customers themselves hold of two who become one: profiles, remarks, labels, children, consents, search words."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import orjson

from api.core import db
from api.core.telling import told
from api.customers.ports import PeoplePart, Rows
from api.customers.service.forgetting import erase
from api.customers.types import Joining

LOCK = """
    SELECT id FROM profile WHERE program_id = $1 AND membership_id = ANY ($2::uuid[])
    ORDER BY id FOR UPDATE
"""
# a business that knows only the one who is gone knows the kept one from now on
MEET = """
    INSERT INTO profile (id, program_id, business_id, membership_id, name, name_key, city, preferences, status, visits,
        spent_minor, version)
    SELECT ledger_new_id(), program_id, business_id, $2, '', '', '', '{}', status, 0, 0, 1 FROM profile
    WHERE program_id = $1 AND membership_id = $3 AND removed_at IS NULL
    ON CONFLICT (program_id, business_id, membership_id) DO NOTHING
    RETURNING business_id
"""
FILL = """
    UPDATE profile AS kept SET
        name = CASE WHEN kept.name = '' THEN gone.name ELSE kept.name END,
        email = coalesce(kept.email, gone.email),
        birth_month = CASE WHEN kept.birth_month IS NULL THEN gone.birth_month ELSE kept.birth_month END,
        birth_day = CASE WHEN kept.birth_month IS NULL THEN gone.birth_day ELSE kept.birth_day END,
        birth_year = CASE WHEN kept.birth_month IS NULL THEN gone.birth_year ELSE kept.birth_year END,
        city = CASE WHEN kept.city = '' THEN gone.city ELSE kept.city END,
        preferences = gone.preferences || kept.preferences,
        visits = kept.visits + gone.visits, spent_minor = kept.spent_minor + gone.spent_minor,
        last_visit_at = greatest(kept.last_visit_at, gone.last_visit_at), removed_at = NULL, version = kept.version + 1
    FROM profile AS gone, profile AS old
    WHERE old.id = kept.id AND kept.program_id = $1 AND kept.membership_id = $2 AND gone.program_id = $1
        AND gone.membership_id = $3 AND gone.business_id = kept.business_id AND gone.removed_at IS NULL
    RETURNING kept.business_id, gone.visits, gone.spent_minor AS spent, old.removed_at IS NOT NULL AS was_removed,
        old.name AS old_name, kept.name AS new_name, old.email AS old_email, kept.email AS new_email,
        old.birth_month AS old_month, old.birth_day AS old_day, old.birth_year AS old_year,
        kept.birth_month AS new_month, kept.birth_day AS new_day, kept.birth_year AS new_year,
        old.city AS old_city, kept.city AS new_city,
        old.preferences AS old_likes, kept.preferences AS new_likes, old.last_visit_at AS old_last,
        kept.last_visit_at AS new_last
"""
LET_GO = """
    UPDATE profile SET removed_at = now(), version = version + 1
    WHERE program_id = $1 AND membership_id = $2 AND removed_at IS NULL
"""
FORGET_WORDS = "DELETE FROM search_token WHERE membership_id = $1"
FORGET_UNMET = """
    DELETE FROM search_token AS word USING profile WHERE word.program_id = $1 AND word.membership_id = $2
        AND profile.program_id = $1 AND profile.membership_id = $2 AND profile.business_id = word.business_id
        AND profile.removed_at IS NOT NULL
"""
NOTES = "UPDATE note SET membership_id = $2 WHERE program_id = $1 AND membership_id = $3 RETURNING id"
TAGS = """
    WITH gone AS (
        DELETE FROM membership_tag WHERE program_id = $1 AND membership_id = $3 RETURNING business_id, tag_id
    ), put AS (
        INSERT INTO membership_tag (id, program_id, business_id, tag_id, membership_id)
        SELECT ledger_new_id(), $1, business_id, tag_id, $2 FROM gone
        ON CONFLICT (program_id, tag_id, membership_id) DO NOTHING RETURNING tag_id
    )
    SELECT gone.business_id, gone.tag_id, put.tag_id IS NOT NULL AS is_new FROM gone LEFT JOIN put USING (tag_id)
"""
KIDS = """
    UPDATE kid SET membership_id = $2 WHERE program_id = $1 AND membership_id = $3 AND NOT EXISTS (
        SELECT FROM kid AS own
        WHERE own.program_id = $1 AND own.business_id = kid.business_id AND own.membership_id = $2
            AND (own.child_id = kid.child_id OR (lower(own.first_name) = lower(kid.first_name)
                AND own.birth_month = kid.birth_month AND own.birth_day = kid.birth_day)))
    RETURNING id
"""
# the stricter counts: only a yes to which the other said no is taken back
CONSENTS = """
    INSERT INTO consent (id, program_id, business_id, membership_id, channel, is_granted, source, proof, actor_id)
    SELECT ledger_new_id(), $1, kept.business_id, $2, kept.channel, false, 'merge', '', $4
    FROM (
            SELECT DISTINCT ON (business_id, channel) business_id, channel, is_granted FROM consent
            WHERE program_id = $1 AND membership_id = $2
            ORDER BY business_id, channel, created_at DESC, id DESC) AS kept
        JOIN (
            SELECT DISTINCT ON (business_id, channel) business_id, channel, is_granted FROM consent
            WHERE program_id = $1 AND membership_id = $3
            ORDER BY business_id, channel, created_at DESC, id DESC) AS gone USING (business_id, channel)
    WHERE kept.is_granted AND NOT gone.is_granted
"""
PROFILES_BACK = """
    UPDATE profile AS kept SET
        name = CASE WHEN kept.name = old.new_name THEN old.old_name ELSE kept.name END,
        email = CASE WHEN kept.email IS NOT DISTINCT FROM old.new_email THEN old.old_email ELSE kept.email END,
        birth_month = CASE WHEN same.birthday THEN old.old_month ELSE kept.birth_month END,
        birth_day = CASE WHEN same.birthday THEN old.old_day ELSE kept.birth_day END,
        birth_year = CASE WHEN same.birthday THEN old.old_year ELSE kept.birth_year END,
        city = CASE WHEN kept.city = old.new_city THEN old.old_city ELSE kept.city END,
        preferences = CASE WHEN kept.preferences = old.new_likes THEN old.old_likes ELSE kept.preferences END,
        visits = kept.visits - old.visits, spent_minor = kept.spent_minor - old.spent,
        last_visit_at = CASE WHEN kept.last_visit_at IS NOT DISTINCT FROM old.new_last THEN old.old_last
            ELSE kept.last_visit_at END,
        removed_at = CASE WHEN old.was_removed AND kept.visits = old.visits THEN now() ELSE kept.removed_at END,
        version = kept.version + 1
    FROM jsonb_to_recordset($3::jsonb) AS old (business_id uuid, visits int, spent bigint, was_removed bool,
        old_name text, new_name text, old_email text, new_email text,
        old_month smallint, old_day smallint, old_year smallint,
        new_month smallint, new_day smallint, new_year smallint, old_city text, new_city text, old_likes jsonb,
        new_likes jsonb, old_last timestamptz, new_last timestamptz),
        LATERAL (SELECT new_month, new_day, new_year) AS born,
        LATERAL (SELECT id, (birth_month, birth_day, birth_year) IS NOT DISTINCT FROM
            (born.new_month, born.new_day, born.new_year) AS birthday FROM profile
            WHERE program_id = $1 AND membership_id = $2 AND business_id = old.business_id) AS same
    WHERE kept.id = same.id
"""
PROFILES_LIVE = """
    UPDATE profile SET removed_at = NULL, version = version + 1
    WHERE program_id = $1 AND membership_id = $2 AND business_id = ANY ($3::uuid[])
"""
NOTES_BACK = "UPDATE note SET membership_id = $3 WHERE program_id = $1 AND membership_id = $2 AND id = ANY ($4::uuid[])"
KIDS_BACK = (
    "UPDATE kid SET membership_id = $3 WHERE program_id = $1 AND membership_id = $2 AND id = ANY ($4::uuid[])"
)
TAGS_BACK = """
    WITH had AS (
        SELECT * FROM jsonb_to_recordset($4::jsonb) AS t (business_id uuid, tag_id uuid, is_new bool)
    ), put AS (
        INSERT INTO membership_tag (id, program_id, business_id, tag_id, membership_id)
        SELECT ledger_new_id(), $1, had.business_id, had.tag_id, $3 FROM had JOIN tag ON tag.id = had.tag_id
        ON CONFLICT (program_id, tag_id, membership_id) DO NOTHING
    )
    DELETE FROM membership_tag WHERE program_id = $1 AND membership_id = $2
        AND tag_id IN (SELECT tag_id FROM had WHERE is_new)
"""
WEIGH = """
    SELECT (SELECT count(*) FROM note WHERE program_id = $1 AND membership_id = $2) AS notes,
        (SELECT count(*) FROM membership_tag WHERE program_id = $1 AND membership_id = $2) AS tags,
        (SELECT count(*) FROM kid WHERE program_id = $1 AND membership_id = $2) AS kids,
        (SELECT coalesce(sum(visits), 0) FROM profile WHERE program_id = $1 AND membership_id = $2
            AND removed_at IS NULL) AS visits
"""


async def merge(who: Joining) -> Mapping[str, Any]:
    """The profiles' locks come first: they are what notes, labels, children, consents and visits wait for."""
    pair = (who.program_id, who.kept_id, who.gone_id)
    await db.fetch(LOCK, who.program_id, [who.kept_id, who.gone_id])
    met = {row["business_id"] for row in await db.fetch(MEET, *pair)}
    profiles = [
        _plain(row) | {"was_removed": row["was_removed"] or row["business_id"] in met}
        for row in await db.fetch(FILL, *pair)
    ]
    await db.execute(LET_GO, who.program_id, who.gone_id)
    await db.execute(FORGET_WORDS, who.gone_id)
    notes = [row["id"] for row in await db.fetch(NOTES, *pair)]
    tags = [dict(row) for row in await db.fetch(TAGS, *pair)]
    kids = [row["id"] for row in await db.fetch(KIDS, *pair)]
    await db.execute(CONSENTS, *pair, who.actor.id)
    return {"profiles": profiles, "notes": notes, "tags": tags, "kids": kids}


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    """JSON columns come as text and are to be JSON again."""
    return dict(row) | {name: orjson.loads(row[name]) for name in ("old_likes", "new_likes")}


async def unmerge(who: Joining, taken: Mapping[str, Any]) -> None:
    """Consents stay as they are: nobody agrees by machine."""
    pair = (who.program_id, who.kept_id, who.gone_id)
    await db.fetch(LOCK, who.program_id, [who.kept_id, who.gone_id])
    businesses = [row["business_id"] for row in taken["profiles"]]
    await db.execute(PROFILES_BACK, who.program_id, who.kept_id, orjson.dumps(taken["profiles"]).decode())
    await db.execute(PROFILES_LIVE, who.program_id, who.gone_id, businesses)
    await db.execute(NOTES_BACK, *pair, taken["notes"])
    await db.execute(KIDS_BACK, *pair, taken["kids"])
    await db.execute(TAGS_BACK, *pair, orjson.dumps(taken["tags"]).decode())
    await db.execute(FORGET_UNMET, who.program_id, who.kept_id)


async def weigh(who: Joining) -> Mapping[str, int]:
    """Remarks, labels, children and visits."""
    row = await db.fetchrow(WEIGH, who.program_id, who.gone_id)
    return {} if row is None else {name: int(count) for name, count in row.items()}


# $1 program, $2 members, $3 one business or null for all
TOLD = {
    "cards": """
        SELECT number, created_at, merged_into_id IS NOT NULL AS is_merged FROM membership
        WHERE program_id = $1 AND id = ANY ($2::uuid[]) AND ($3::uuid IS NULL OR true) ORDER BY created_at, id""",
    "profiles": """
        SELECT business.name AS business, profile.name, profile.email, birth_month, birth_day, birth_year, city,
            preferences, visits, spent_minor, last_visit_at, profile.created_at
        FROM profile JOIN business ON business.id = profile.business_id
        WHERE profile.program_id = $1 AND profile.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR profile.business_id = $3)
        ORDER BY profile.created_at, profile.id""",
    "notes": """
        SELECT business.name AS business, text, note.created_at
        FROM note JOIN business ON business.id = note.business_id
        WHERE note.program_id = $1 AND note.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR note.business_id = $3)
        ORDER BY note.created_at, note.id""",
    "tags": """
        SELECT business.name AS business, tag.name AS tag FROM membership_tag
            JOIN tag ON tag.id = membership_tag.tag_id JOIN business ON business.id = membership_tag.business_id
        WHERE membership_tag.program_id = $1 AND membership_tag.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR membership_tag.business_id = $3)
        ORDER BY tag.name""",
    "children": """
        SELECT first_name, birth_month, birth_day, birth_year, consent_at FROM kid
        WHERE kid.program_id = $1 AND kid.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR kid.business_id = $3)
        ORDER BY kid.created_at, kid.id""",
    "consents": """
        SELECT business.name AS business, channel, is_granted, source, proof, consent.created_at FROM consent
            JOIN business ON business.id = consent.business_id
        WHERE consent.program_id = $1 AND consent.membership_id = ANY ($2::uuid[])
        AND ($3::uuid IS NULL OR consent.business_id = $3)
        ORDER BY consent.created_at, consent.id""",
}


async def export(program_id: UUID, members: Sequence[UUID], business_id: UUID | None) -> Mapping[str, Rows]:
    """What is kept here."""
    return {name: await told(sql, program_id, list(members), business_id) for name, sql in TOLD.items()}


PEOPLE_PART = PeoplePart("customers", merge, unmerge, weigh, erase, export)
