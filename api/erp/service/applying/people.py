"""Customers of the source: kept as it calls them; members among them get what the policies let through."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from api import customers
from api.core import clock, db
from api.core.errors import Refusal
from api.core.ids import new_id, new_ids
from api.customers import Birthday, Member, MemberKey, ProfileChanges
from api.erp.rules import row_hash
from api.erp.rules.merging import DEFAULTS, Verdict, decide
from api.erp.service.applying.preparing import Mapped
from api.erp.service.loading import Work
from api.erp.types import Tally

PROFILE = ("name", "email", "city", "birthday")
FIELDS = (*PROFILE, "phone")
SAID = """
    SELECT key, said FROM erp_doc
    WHERE program_id = $1 AND connection_id = $2 AND kind = 'customer' AND key = ANY ($3::text[]) AND said IS NOT NULL
"""
KNOWN = """
    SELECT key, row_hash, phone, membership_id, said FROM erp_doc
    WHERE program_id = $1 AND connection_id = $2 AND kind = 'customer' AND key = ANY ($3::text[])
"""
WRITE = """
    INSERT INTO erp_doc AS known (id, program_id, business_id, connection_id, kind, key, revision, row_hash, state,
        phone, said, amount_minor, points, first_seen_at, changed_at, reason, document, year, branch, number, pin_hash,
        parent_key)
    SELECT told.id, $1, $2, $3, 'customer', told.key, 1, told.hash, told.state, told.phone, told.said::jsonb, 0, 0,
        $9, $9, '', '', '', '', '', '', ''
    FROM unnest($4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $10::text[])
        AS told (id, key, hash, phone, said, state)
    ORDER BY told.key
    ON CONFLICT (program_id, connection_id, kind, key) DO UPDATE SET revision = known.revision + 1,
        row_hash = excluded.row_hash, said = excluded.said, state = excluded.state, changed_at = excluded.changed_at,
        phone = CASE WHEN known.membership_id IS NULL THEN excluded.phone ELSE known.phone END
"""
ASK = """
    INSERT INTO erp_conflict AS known (id, program_id, business_id, connection_id, membership_id, customer_key, field,
        ours, theirs, state)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')
    ON CONFLICT (program_id, connection_id, membership_id, field) DO UPDATE SET ours = excluded.ours,
        theirs = excluded.theirs, state = 'open', decided_by = '', decided_at = NULL
    WHERE known.theirs <> excluded.theirs
"""


async def take_customers(work: Work, rows: Sequence[Mapped]) -> Tally:
    """Keeps these customers, in the caller's transaction; and changes members as the policies say."""
    newest = {str(fields["customer_key"]): fields for _, fields in rows}
    known = await _known(work, list(newest))
    hashes = {key: row_hash(fields) for key, fields in newest.items()}
    fresh = {key: newest[key] for key in newest if key not in known or known[key]["row_hash"] != hashes[key]}
    await _write(work, fresh, hashes)
    await _change_members(work, fresh, known)
    changed = sum(key in known and bool(known[key]["row_hash"]) for key in fresh)
    return Tally(read=len(rows), same=len(rows) - len(fresh), changed=changed, new=len(fresh) - changed)


async def introduce(work: Work, met: Mapping[str, UUID]) -> None:
    """Members whom the source had described before they were met, by its key: what we do not know is taken."""
    rows = await db.fetch(SAID, work.program.id, work.connection_id, list(met))
    if not rows:
        return
    members = await customers.members_by_id(
        work.program.id, list({met[row["key"]] for row in rows}), business_id=work.business_id
    )
    today = clock.local_date(clock.now(), work.program.time_zone)
    told: dict[UUID, dict[str, object]] = {}
    for row in rows:
        member = members.get(met[row["key"]])
        if member is not None and member.has_profile:
            ours, theirs = _ours(member), orjson.loads(row["said"])
            columns = _columns(
                {name: theirs[name] for name in PROFILE if theirs.get(name) and not ours[name]}, today
            )
            if columns:
                told[member.membership_id] = columns
    await customers.update_many(work.program.id, work.business_id, told)


def _columns(taken: Mapping[str, str], today: date) -> dict[str, object]:
    """Clean columns of a profile; a field that cannot be here is left out."""
    columns: dict[str, object] = {}
    for name, value in taken.items():
        try:
            if name == "city":
                columns["city"] = customers.clean_name(value, path=("city",))
            else:
                columns |= customers.told_by_anyone(_changes(name, value), today)
        except Refusal:
            continue
    return columns


async def _known(work: Work, keys: list[str]) -> dict[str, asyncpg.Record]:
    rows = await db.fetch(KNOWN, work.program.id, work.connection_id, keys)
    return {row["key"]: row for row in rows}


async def _write(work: Work, fresh: Mapping[str, Mapping[str, Any]], hashes: Mapping[str, str]) -> None:
    if fresh:
        await db.execute(
            WRITE,
            work.program.id,
            work.business_id,
            work.connection_id,
            new_ids(len(fresh)),
            list(fresh),
            [hashes[key] for key in fresh],
            [each.get("phone") or "" for each in fresh.values()],
            [orjson.dumps(told_of(each)).decode() for each in fresh.values()],
            clock.now(),
            ["deleted" if each.get("is_removed") else "live" for each in fresh.values()],
        )


def told_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """What a customer's row says, field by field, as text; empty where it says nothing."""
    return {name: _text(fields.get(name)) for name in FIELDS}


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


async def _change_members(
    work: Work, fresh: Mapping[str, Mapping[str, Any]], known: Mapping[str, asyncpg.Record]
) -> None:
    linked = {
        key: known[key]["membership_id"] for key in fresh if key in known and known[key]["membership_id"]
    }
    if not linked:
        return
    kept = await customers.kept_members(work.program.id, list(set(linked.values())))
    found = await customers.members_by_id(
        work.program.id, list(set(kept.values())), business_id=work.business_id
    )
    for key, linked_id in linked.items():
        member = found.get(kept.get(linked_id, linked_id))
        if member is not None and member.has_profile:
            said = orjson.loads(known[key]["said"]) if known[key]["said"] else {}
            await _change(work, key, member, told_of(fresh[key]), said)


async def _change(
    work: Work, key: str, member: Member, theirs: Mapping[str, str], before: Mapping[str, str]
) -> None:
    ours = _ours(member)
    taken: dict[str, str] = {}
    for name in FIELDS:
        verdict = decide(
            work.policies.get(name, DEFAULTS[name]),
            ours=ours[name],
            theirs=theirs[name],
            theirs_before=before.get(name, ""),
            is_verified=member.is_phone_verified,
        )
        if verdict is Verdict.ASK or (verdict is Verdict.TAKE and name == "phone"):
            values = (member.membership_id, key, name, ours[name][:300], theirs[name][:300])
            await db.execute(ASK, new_id(), work.program.id, work.business_id, work.connection_id, *values)
        elif verdict is Verdict.TAKE:
            taken[name] = theirs[name]
    await _write_member(work, member.membership_id, taken)


def _ours(member: Member) -> dict[str, str]:
    """What we know of a member, field by field, as text."""
    return {
        "name": member.name,
        "email": member.email or "",
        "city": member.city,
        "birthday": _birthday(member),
        "phone": member.phone or "",
    }


def _birthday(member: Member) -> str:
    if member.birth_month is None or member.birth_day is None:
        return ""
    return f"{member.birth_year or 0:04}-{member.birth_month:02}-{member.birth_day:02}"


async def _write_member(work: Work, membership_id: UUID, taken: Mapping[str, str]) -> None:
    """Field by field: one that cannot be here, such as a malformed address, does not keep the others away."""
    tenant = MemberKey(work.program.id, work.business_id, membership_id)
    for name, value in taken.items():
        try:
            await customers.update_member(work.actor, tenant, _changes(name, value))
        except Refusal:
            continue


def _changes(name: str, value: str) -> ProfileChanges:
    match name:
        case "name":
            return {"name": value}
        case "email":
            return {"email": value}
        case "city":
            return {"city": value}
        case _:
            day = date.fromisoformat(value)
            return {"birthday": Birthday(day.month, day.day, day.year)}
