"""What a business makes of its bills, and who wins where the source and we know different things."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import orjson

from api import businesses, customers
from api.core import db
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.erp.queries.codecs import rules_json, rules_of
from api.erp.queries.desk import the_connection
from api.erp.rules import changed_rules, check_policies
from api.erp.service.telling import connection_changed, note
from api.erp.types import Policy, RuleChanges, SyncRules

SAVE = "UPDATE erp_connection SET rules = $2::jsonb WHERE id = $1"
SAVE_POLICIES = "UPDATE erp_connection SET policies = policies || $2::jsonb WHERE id = $1"
# a worker that began by the older rules must not write by them
STALE = """
    UPDATE erp_stream SET generation = generation + 1, leased_until = NULL
    WHERE program_id = $1 AND business_id = $2 AND connection_id = $3
"""


async def save_rules(
    actor: Actor, program_id: UUID, business_id: UUID, connection_id: UUID, changes: RuleChanges
) -> SyncRules:
    """The rules with what is given; they hold for bills that are read from now on. All of them as they are then.

    Refuses bad values at their path, and NOT_FOUND for the connection and for a store that is not this business's.
    """
    tenant = (program_id, business_id)
    program = await businesses.rules_for(program_id)
    stores = set((changes.get("branches") or {}).values())
    if (fallback := changes.get("default_store_id")) is not None:
        await _check_stores(business_id, [fallback], "default_store_id")
    await _check_stores(business_id, stores, "branches")
    if "staff_tag" in changes:
        changes = changes | {"staff_tag": _tag(changes["staff_tag"])}
    async with db.transaction():
        row = await the_connection(program_id, business_id, connection_id, hold=True)
        rules = changed_rules(rules_of(orjson.loads(row["rules"])), changes, program.region, program.currency)
        await db.execute(SAVE, connection_id, rules_json(rules))
        await db.execute(STALE, *tenant, connection_id)
        shown = orjson.loads(rules_json(rules)) | {"placeholder_phones": len(rules.placeholder_phones)}
        await note(actor, "rules_saved", ("ErpConnection", connection_id), tenant, shown)
        await connection_changed(tenant, connection_id, "rules")
        return rules


async def save_policies(
    actor: Actor,
    program_id: UUID,
    business_id: UUID,
    connection_id: UUID,
    policies: Mapping[str, Policy],
) -> None:
    """Who wins by field: name, email, city, birthday, phone, consent, kids; what is left out stays.

    Refuses other fields, anything but ours_wins for consent and kids, and NOT_FOUND.
    """
    tenant, given = (program_id, business_id), check_policies(policies)
    async with db.transaction():
        await the_connection(program_id, business_id, connection_id, hold=True)
        await db.execute(SAVE_POLICIES, connection_id, orjson.dumps(given).decode())
        await db.execute(STALE, *tenant, connection_id)
        await note(actor, "policies_saved", ("ErpConnection", connection_id), tenant, given)
        await connection_changed(tenant, connection_id, "policies")


def _tag(name: str) -> str:
    """A tag's name, or nothing for none."""
    if not name.strip():
        return ""
    try:
        return customers.tag_name(name)
    except BadInput as error:
        raise BadInput(error.message, path=("staff_tag",), params=error.params) from error


async def _check_stores(business_id: UUID, wanted: Iterable[UUID], field: str) -> None:
    own = {store.id for store in (await businesses.stores_of([business_id])).get(business_id, [])}
    if not set(wanted) <= own:
        raise NotFound("There is no such store.", path=(field,))
