"""Whose a bill is: by what the source calls the customer, else by the phone, unless the number is nobody's."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from api import customers
from api.core import clock, db
from api.core.ids import new_ids
from api.customers import NewMember
from api.erp.rules.documents import is_placeholder
from api.erp.service.applying.people import introduce
from api.erp.service.loading import Work
from api.erp.types import Invoice

LINKS = """
    SELECT key, membership_id FROM erp_doc
    WHERE program_id = $1 AND connection_id = $2 AND kind = 'customer' AND membership_id IS NOT NULL
        AND key = ANY (ARRAY(SELECT json_array_elements_text($3::json)))
"""
SHARED = """
    SELECT phone, array_agg(key) AS keys FROM erp_doc
    WHERE connection_id = $1 AND kind = 'customer' AND phone = ANY ($2::text[]) AND phone <> '' GROUP BY phone
"""
KEEP = """
    INSERT INTO erp_doc AS known (id, program_id, business_id, connection_id, kind, key, revision, row_hash, state,
        phone, membership_id, amount_minor, points, first_seen_at, changed_at, reason, document, year, branch, number,
        pin_hash, parent_key)
    SELECT told.id, $1, $2, $3, 'customer', told.key, 0, '', 'live', told.phone, told.member, 0, 0, $8, $8, '', '', '',
        '', '', '', ''
    FROM unnest($4::uuid[], $5::text[], $6::text[], $7::uuid[]) AS told (id, key, phone, member)
    ORDER BY told.key
    ON CONFLICT (program_id, connection_id, kind, key) DO UPDATE
        SET membership_id = coalesce(known.membership_id, excluded.membership_id),
            phone = CASE WHEN known.phone = '' THEN excluded.phone ELSE known.phone END
"""


async def members_of(work: Work, invoices: Sequence[Invoice]) -> dict[str, UUID]:
    """Members by how bills name them, enrolled where new; whoever has no number that counts is missing.

    Members who were merged are those whom they were merged into; erased ones are missing.
    """
    by_name = {invoice.customer: invoice for invoice in invoices}
    by_name.pop("", None)
    found = await _linked(work, by_name)
    strangers = {name: invoice for name, invoice in by_name.items() if name not in found}
    if strangers:
        found |= await _enrolled(work, strangers)
    kept = await customers.kept_members(work.program.id, list(set(found.values()))) if found else {}
    return {name: kept[member] for name, member in found.items() if member in kept}


async def _linked(work: Work, asked: dict[str, Invoice]) -> dict[str, UUID]:
    keys = [invoice.customer_key for invoice in asked.values() if invoice.customer_key]
    if not keys:
        return {}
    rows = await db.fetch(LINKS, work.program.id, work.connection_id, db.word_list(keys))
    return {f"c:{row['key']}": row["membership_id"] for row in rows}


async def _enrolled(work: Work, strangers: dict[str, Invoice]) -> dict[str, UUID]:
    """Customers met for the first time, by their phone; and what the source calls them is kept."""
    shared = await _shared(work, strangers)
    people = {
        name: NewMember(invoice.phone, invoice.customer_name)
        for name, invoice in strangers.items()
        if invoice.phone and not is_placeholder(invoice.phone, work.rules) and invoice.phone not in shared
    }
    tenant = (work.program.id, work.business_id)
    by_phone = (
        await customers.find_or_enrol_many(work.actor, *tenant, list(people.values())) if people else {}
    )
    found = {name: by_phone[who.phone] for name, who in people.items()}
    await keep_links(
        work,
        [
            (invoice.customer_key, invoice.phone, found.get(name))
            for name, invoice in strangers.items()
            if invoice.customer_key
        ],
    )
    await introduce(work, {strangers[name].customer_key: member for name, member in found.items()})
    return found


async def _shared(work: Work, strangers: dict[str, Invoice]) -> set[str]:
    """Numbers that more customers have than one family would."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for invoice in strangers.values():
        if invoice.customer_key and invoice.phone:
            owners[invoice.phone].add(invoice.customer_key)
    for row in await db.fetch(SHARED, work.connection_id, list(owners)):
        owners[row["phone"]].update(row["keys"])
    return {phone for phone, keys in owners.items() if len(keys) > work.rules.max_customers_per_phone}


async def keep_links(work: Work, links: Sequence[tuple[str, str, UUID | None]]) -> None:
    """What the source calls whom: key, phone and member; a member who is known stays."""
    if links:
        keys, phones, members = zip(*links, strict=True)
        tenant = (work.program.id, work.business_id, work.connection_id)
        ids = new_ids(len(links))
        await db.execute(KEEP, *tenant, ids, list(keys), list(phones), list(members), clock.now())
