"""A tenant with one of everything, how its things are named and noticed, and callers in every role."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from api import identity
from api.core import db
from api.graphql.base.context import Context
from api.graphql.base.engine import Answer, Engine, GraphQLRequest
from api.graphql.base.viewer import Viewer, anonymous, viewer_of
from tests.factories.businesses import Tenant
from tests.factories.identity import make_api_key, make_customer_session, make_staff, make_token

ROLES = ("owner", "manager", "cashier", "analyst")

# Where the id of each type is found: $1 is the program, $2 the business, $3 the person of its member.
LIVING = "SELECT id FROM membership WHERE program_id = $1 AND merged_into_id IS NULL ORDER BY created_at, id"

ID_OF: Mapping[str, str] = {
    "User": "SELECT user_id FROM staff_member WHERE business_id = $2",
    "Session": "SELECT id FROM session WHERE staff_id IN (SELECT id FROM staff_member WHERE business_id = $2)",
    "Role": "SELECT id FROM role WHERE business_id = $2 AND NOT is_builtin",
    "StaffMember": "SELECT id FROM staff_member WHERE business_id = $2",
    "Invitation": "SELECT id FROM invitation WHERE business_id = $2",
    "ApiKey": "SELECT id FROM api_key WHERE business_id = $2",
    "AuditEntry": "SELECT id FROM audit_entry WHERE business_id = $2",
    "Program": "SELECT $1::uuid",
    "PublicProgram": "SELECT $1::uuid",
    "Participant": "SELECT id FROM participant WHERE business_id = $2",
    "Business": "SELECT $2::uuid",
    "PublicBusiness": "SELECT $2::uuid",
    "ShopBrand": "SELECT id FROM shop_brand WHERE business_id = $2",
    "Store": "SELECT id FROM store WHERE business_id = $2",
    "Category": "SELECT id FROM product_category WHERE business_id = $2",
    "ProductBrand": "SELECT id FROM product_brand WHERE business_id = $2",
    "Product": "SELECT id FROM product WHERE business_id = $2",
    "Person": "SELECT $3::uuid",
    "Kid": "SELECT child_id FROM kid WHERE business_id = $2",
    "Note": "SELECT id FROM note WHERE business_id = $2",
    "Tag": "SELECT id FROM tag WHERE business_id = $2",
    "Customer": LIVING,
    "Card": LIVING,
    "Message": "SELECT id FROM message WHERE program_id = $1",
    "PendingPoints": "SELECT id FROM lot WHERE program_id = $1 AND state = 'pending'",
    "BalanceImport": "SELECT id FROM balance_import WHERE business_id = $2",
    "Extension": "SELECT id FROM extension WHERE business_id = $2",
    "CustomerMerge": "SELECT id FROM member_merge WHERE business_id = $2",
    "Transaction": "SELECT id FROM tx WHERE program_id = $1",
    "Purchase": "SELECT id FROM purchase WHERE business_id = $2",
    "PurchaseReturn": "SELECT id FROM purchase_return WHERE business_id = $2",
    "EarnRule": "SELECT id FROM earn_rule WHERE business_id = $2",
    "TierLadder": "SELECT id FROM tier_ladder WHERE program_id = $1",
    "Tier": "SELECT id FROM tier WHERE program_id = $1 AND is_active",
    "StampDesign": "SELECT id FROM stamp_design WHERE business_id = $2",
    "StampCard": "SELECT id FROM stamp_card WHERE business_id = $2",
    "StampEntry": "SELECT id FROM stamp WHERE business_id = $2",
    "Reward": "SELECT id FROM reward WHERE business_id = $2",
    "Voucher": "SELECT id FROM voucher WHERE business_id = $2 AND state = 'active' AND membership_id IS NOT NULL",
    "VoucherUse": "SELECT id FROM voucher_use WHERE business_id = $2",
    "VoucherBatch": "SELECT id FROM voucher_batch WHERE business_id = $2",
    "PartnerInvitation": "SELECT id FROM partner_invitation WHERE business_id = $2",
    "ClearingRate": "SELECT id FROM clearing_rate WHERE program_id = $1",
    "ClearingPack": "SELECT id FROM clearing_pack WHERE program_id = $1",
    "ClearedPoints": "SELECT id FROM clearing WHERE program_id = $1 AND kind = 'redemption'",
    "SettlementPeriod": "SELECT id FROM settlement_period WHERE program_id = $1 AND state <> 'open'",
    "SettlementStatement": "SELECT id FROM settlement_statement WHERE business_id = $2",
    "SettlementPayment": "SELECT id FROM settlement_payment WHERE program_id = $1",
    "GiftRules": "SELECT $1::uuid",
    "SentGift": "SELECT id FROM gift WHERE program_id = $1 AND giver_id IN "
    "(SELECT id FROM membership WHERE person_id = $3)",
    "ReceivedGift": "SELECT id FROM gift WHERE program_id = $1 AND receiver_id IN "
    "(SELECT id FROM membership WHERE person_id = $3)",
    "HouseholdRules": "SELECT $1::uuid",
    "Household": "SELECT id FROM household WHERE program_id = $1",
    "HouseholdMember": "SELECT id FROM household_member WHERE program_id = $1 AND role = 'child'",
    "HouseholdSpending": "SELECT id FROM household_draw WHERE program_id = $1",
    "HouseholdInvitation": "SELECT id FROM household_invitation WHERE program_id = $1 AND state = 'open' "
    "AND phone IS NULL",
    "Promotion": "SELECT id FROM promotion WHERE business_id = $2",
    "BirthdayPresent": "SELECT id FROM birthday_present WHERE business_id = $2",
    "ReviewItem": "SELECT id FROM review_item WHERE business_id = $2 AND state = 'open'",
    "CustomerView": "SELECT id FROM customer_view WHERE business_id = $2",
    "BulkRun": "SELECT id FROM bulk_run WHERE business_id = $2",
    "ErpConnection": "SELECT id FROM erp_connection WHERE business_id = $2",
    "ErpStream": "SELECT id FROM erp_stream WHERE business_id = $2 AND kind = 'invoice'",
    "ErpMapping": "SELECT id FROM erp_mapping WHERE business_id = $2",
    "ErpRun": "SELECT id FROM erp_run WHERE business_id = $2",
    "ErpDeadRow": "SELECT id FROM erp_dead_row WHERE business_id = $2",
    "ErpConflict": "SELECT id FROM erp_conflict WHERE business_id = $2",
}

# Which type an input names.
TYPE_OF: Mapping[str, str] = {
    "actorId": "User",
    "apiKeyId": "ApiKey",
    "batchId": "VoucherBatch",
    "brandId": "ProductBrand",
    "brandIds": "ProductBrand",
    "businessId": "Business",
    "cardId": "Card",
    "categoryId": "Category",
    "categoryIds": "Category",
    "conflictId": "ErpConflict",
    "connectionId": "ErpConnection",
    "customerId": "Customer",
    "customerIds": "Customer",
    "deadRowId": "ErpDeadRow",
    "deadRowIds": "ErpDeadRow",
    "defaultStoreId": "Store",
    "designId": "StampDesign",
    "fromCustomerId": "Customer",
    "giftId": "SentGift",
    "householdInvitationId": "HouseholdInvitation",
    "memberId": "HouseholdMember",
    "toCustomerId": "Customer",
    "goneCustomerId": "Customer",
    "keepCustomerId": "Customer",
    "mergeId": "CustomerMerge",
    "invitationId": "Invitation",
    "issuerId": "PublicBusiness",
    "itemIds": "ReviewItem",
    "kidId": "Kid",
    "messageIds": "Message",
    "noteId": "Note",
    "partnerInvitationId": "PartnerInvitation",
    "paymentId": "SettlementPayment",
    "periodId": "SettlementPeriod",
    "productId": "Product",
    "productIds": "Product",
    "promotionId": "Promotion",
    "purchaseId": "Purchase",
    "rewardId": "Reward",
    "roleId": "Role",
    "runId": "BulkRun",
    "ruleId": "EarnRule",
    "sessionId": "Session",
    "shopBrandId": "ShopBrand",
    "staffId": "StaffMember",
    "stampId": "StampEntry",
    "statementId": "SettlementStatement",
    "storeId": "Store",
    "storeIds": "Store",
    "streamId": "ErpStream",
    "tagId": "Tag",
    "importId": "BalanceImport",
    "balanceImportReport.id": "BalanceImport",
    "transactionId": "Transaction",
    "tierId": "Tier",
    "saveTierLadder.id": "Tier",
    "previewTierLadder.id": "Tier",
    "tierIds": "Tier",
    "viewId": "CustomerView",
    "voucherId": "Voucher",
    "bulkFile.id": "BulkRun",
    "bulkRun.id": "BulkRun",
    "importProblemsCsv.id": "BulkRun",
    "card.id": "Card",
    "customer.id": "Customer",
    "purchase.id": "Purchase",
    "reward.id": "Reward",
    "settlementStatement.id": "SettlementStatement",
    "store.id": "Store",
}

FINGERPRINT = "count(*) || ':' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '')"
TABLES = """
    SELECT t.tablename AS name, array_agg(c.column_name::text) AS columns
    FROM pg_tables t JOIN information_schema.columns c ON c.table_name = t.tablename AND c.table_schema = t.schemaname
    WHERE t.schemaname = 'public' GROUP BY t.tablename"""
TENANT_COLUMNS = {"program_id": "$1", "business_id": "$2"}
STAFF = "SELECT id FROM staff_member WHERE business_id = $2"
PEOPLE = "SELECT person_id FROM membership WHERE program_id = $1"
INDIRECT = {
    "program": "id = $1",
    "business": "id = $2",
    "app_user": "id IN (SELECT user_id FROM staff_member WHERE business_id = $2)",
    "session": f"staff_id IN ({STAFF})",
    "refresh_token": f"session_id IN (SELECT id FROM session WHERE staff_id IN ({STAFF}))",
    "person": f"id IN ({PEOPLE})",
    "phone_claim": f"person_id IN ({PEOPLE})",
    "membership_tag": "membership_id IN (SELECT id FROM membership WHERE program_id = $1)",
    "purchase_line": "purchase_id IN (SELECT id FROM purchase WHERE business_id = $2)",
}
OF_NOBODY = frozenset({"listener_attempt", "listener_receipt", "sign_in_code", "tortoise_migrations"})


@dataclass(slots=True)
class World:
    """A tenant, its member and their things. `secret` is in every name and text of it."""

    tenant: Tenant
    secret: str
    phone: str
    ids: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    person: UUID | None = None
    owner: Viewer = field(default_factory=anonymous)

    def refer(self, name: str) -> Any:
        """The value by which this world's thing of that name is meant."""
        if name in TYPE_OF:
            return self.ids[TYPE_OF[name]]
        return {"phone": self.phone, "search": self.secret, **self.texts}.get(name, self.secret)

    def markers(self) -> set[str]:
        """What must not be seen by others: the secret in its texts, and its ids."""
        return {self.secret, *self.ids.values(), self.phone}


async def ask(engine: Engine, viewer: Viewer, query: str, variables: Mapping[str, Any]) -> Answer:
    """Runs one operation as that viewer; a subscription is asked for its first value."""
    request = GraphQLRequest(query, None, variables)
    context = Context(viewer=viewer, address="127.0.0.1")
    prepared = engine.prepare(request, context)
    stream = engine.stream(prepared, request, context)
    try:
        return await anext(stream)
    finally:
        await stream.aclose()


async def id_of(world: World, sql: str) -> UUID:
    """The id that the query finds of this world."""
    known = {"$1": world.tenant.program_id, "$2": world.tenant.business_id, "$3": world.person}
    used = [mark for mark in known if mark in sql]
    for position, mark in enumerate(used, 1):
        sql = sql.replace(mark, f"${position}")
    found = await db.fetchval(f"{sql} LIMIT 1", *(known[mark] for mark in used))
    if found is None:
        raise AssertionError(f"the world has none: {sql}")
    return UUID(str(found))


async def make_callers(world: World) -> dict[str, Viewer]:
    """Who may come: nobody, a member, staff in each role, and an API key with every scope of this world."""
    callers = {"anonymous": anonymous(address="127.0.0.1")}
    session = await make_customer_session(world.person, name="Member")
    callers["customer"] = viewer_of(await identity.authenticate(session.tokens.access_token))
    for role in ROLES:
        staff = await make_staff(world.tenant.program_id, world.tenant.business_id, role=role)
        callers[role] = viewer_of(await identity.authenticate(await make_token(staff)))
    key = await make_api_key(world.tenant.business_id, *identity.ALL_PERMISSIONS)
    callers["api key"] = viewer_of(await identity.authenticate(key.secret))
    return callers


async def snapshot(world: World) -> dict[str, str]:
    """A fingerprint of every table's rows that belong to this world."""
    parts = [
        f"SELECT '{table}' AS name, {FINGERPRINT} AS mark FROM \"{table}\" t WHERE {condition}"
        for table, condition in (await _belonging()).items()
    ]
    rows = await db.fetch(
        " UNION ALL ".join([*parts, "SELECT '', $1::text || $2::text"]),
        world.tenant.program_id,
        world.tenant.business_id,
    )
    return {row["name"]: row["mark"] for row in rows}


async def _belonging() -> dict[str, str]:
    """For every table, the condition by which a row belongs to a tenant. A table without one must be told here."""
    rows = await db.fetch(TABLES)
    found: dict[str, str] = {}
    for row in rows:
        table, columns = row["name"], set(row["columns"])
        tests = [f"{name} = {mark}" for name, mark in TENANT_COLUMNS.items() if name in columns]
        if table in INDIRECT:
            found[table] = INDIRECT[table]
        elif tests:
            found[table] = " OR ".join(tests)
        elif table not in OF_NOBODY:
            raise AssertionError(f"whose are the rows of {table}?")
    return found
