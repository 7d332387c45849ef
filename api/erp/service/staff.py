"""Customers whom the source calls its staff: members among them wear a tag, which the rules of the connection name."""

from collections.abc import Collection

import asyncpg

from api import customers
from api.core import db
from api.core.errors import NotFound, Refusal
from api.core.ids import new_ids
from api.erp.service.applying.preparing import Mapped
from api.erp.service.leasing import check
from api.erp.service.loading import Work
from api.erp.types import StreamKind

FIELD = "is_staff"
MARK = """
    INSERT INTO erp_staff (id, program_id, business_id, connection_id, customer_key)
    SELECT told.id, $1, $2, $3, told.key FROM unnest($4::uuid[], $5::text[]) AS told (id, key) ORDER BY told.key
    ON CONFLICT (program_id, connection_id, customer_key) DO UPDATE SET is_staff = true WHERE NOT erp_staff.is_staff
"""
UNMARK = """
    UPDATE erp_staff SET is_staff = false
    WHERE program_id = $1 AND connection_id = $2 AND customer_key = ANY ($3::text[]) AND is_staff
"""
NEW = """
    SELECT mark.id, doc.membership_id FROM erp_staff AS mark
    JOIN erp_doc AS doc ON doc.program_id = mark.program_id AND doc.connection_id = mark.connection_id
        AND doc.kind = 'customer' AND doc.key = mark.customer_key AND doc.membership_id IS NOT NULL
    WHERE mark.program_id = $1 AND mark.connection_id = $2 AND mark.is_staff AND mark.membership_id IS NULL
    ORDER BY mark.id FOR UPDATE OF mark
"""
TAGGED = "UPDATE erp_staff SET membership_id = $2, tag_id = $3 WHERE id = $1"
GONE = """
    DELETE FROM erp_staff WHERE program_id = $1 AND connection_id = $2 AND NOT is_staff
    RETURNING membership_id, tag_id
"""
# another connection, or another entry of the same person, may still say so
STILL = """
    SELECT membership_id FROM erp_staff
    WHERE program_id = $1 AND business_id = $2 AND is_staff AND membership_id = ANY ($3::uuid[])
"""


async def mark_staff(work: Work, rows: Collection[Mapped]) -> None:
    """Keeps who of these customers is staff; before they are booked, so that the cursor is never ahead of it."""
    if work.kind is not StreamKind.CUSTOMER or not rows:
        return
    said = {str(fields["customer_key"]): bool(fields.get(FIELD)) for _, fields in rows}
    staff = [key for key, is_staff in said.items() if is_staff]
    async with db.transaction():
        if staff:
            await db.execute(
                MARK, work.program.id, work.business_id, work.connection_id, new_ids(len(staff)), staff
            )
        others = [key for key, is_staff in said.items() if not is_staff]
        await db.execute(UNMARK, work.program.id, work.connection_id, others)
        await check(work)


async def tag_staff(work: Work) -> None:
    """Puts the tag on those who are members by now, and takes it off those who are staff no more.

    What a person tagged or untagged by hand stays as they left it.
    """
    async with db.transaction():
        await _take_off(work, await db.fetch(GONE, work.program.id, work.connection_id))
        if work.rules.staff_tag:
            await _put_on(work, await db.fetch(NEW, work.program.id, work.connection_id))
        await check(work)


async def _put_on(work: Work, marks: list[asyncpg.Record]) -> None:
    kept = await customers.kept_members(work.program.id, [mark["membership_id"] for mark in marks])
    members = {mark["id"]: kept[mark["membership_id"]] for mark in marks if mark["membership_id"] in kept}
    if not members:
        return
    wanted = list(set(members.values()))
    try:
        done = await customers.tag_many(work.program.id, work.business_id, wanted, work.rules.staff_tag)
    except Refusal:  # a name that is none any more: the rules say another one some day
        return
    for mark_id, member in members.items():
        if member in done.changed | done.same:
            await db.execute(TAGGED, mark_id, member, done.tag_id if member in done.changed else None)


async def _take_off(work: Work, marks: list[asyncpg.Record]) -> None:
    worn = [mark for mark in marks if mark["tag_id"] is not None]
    if not worn:
        return
    members = [mark["membership_id"] for mark in worn]
    still = {
        row["membership_id"] for row in await db.fetch(STILL, work.program.id, work.business_id, members)
    }
    kept = await customers.kept_members(work.program.id, members)
    for mark in worn:
        member = kept.get(mark["membership_id"])
        if member is None or mark["membership_id"] in still:
            continue
        try:
            await customers.untag_many(work.program.id, work.business_id, [member], mark["tag_id"])
        except NotFound:  # the business has let the tag go
            continue
