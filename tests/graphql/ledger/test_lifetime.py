"""How long points wait and live, through the schema: use-by, extension, reinstatement, release, cancellation."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from api import ledger
from api.businesses import PendingKind
from api.core import clock, db
from api.core.ids import to_global_id
from api.customers.service.persons import claim_phone
from api.ledger import rules
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.identity import make_customer_session, make_staff, make_token
from tests.factories.ledger import Books
from tests.factories.purchases import record_sale
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

ZONE = "Asia/Kolkata"
CUSTOMER = """query($id: ID!) { customer(id: $id) { balance pending useBy { day points }
  expired { points reinstatable transaction { id kind } } } }"""
PENDING = """query($id: ID) { pendingPoints(customerId: $id) { nodes { points releaseAt customer { id }
  transaction { id purchase { id } } } } }"""


def in_days(number: int) -> str:
    """That many days from today in Kolkata."""
    return (clock.local_date(clock.now(), ZONE) + timedelta(days=number)).isoformat()


class Shop:
    """A business, its owner's token, a member and the books."""

    def __init__(self, tenant: Tenant, token: str, member: UUID, phone: str) -> None:
        self.tenant, self.token, self.member, self.phone = tenant, token, member, phone
        self.books = Books(tenant.program_id, tenant.business_id, member)
        self.customer = to_global_id("Customer", member)

    async def give(self, points: int, ahead: int) -> None:
        """Points good through the day that many days ahead."""
        end = rules.end_of(clock.local_date(clock.now(), ZONE) + timedelta(days=ahead), ZONE)
        await ledger.opening_balance(self.books.request(clock.now()), points, end)

    async def seen(self) -> Any:
        """The customer as the office sees them."""
        return (await ask(CUSTOMER, {"id": self.customer}, token=self.token))["customer"]


async def a_shop(**rules_of: Any) -> Shop:
    """One of its own."""
    tenant = await make_business(rules=rules_of or None)  # type: ignore[arg-type]  # settings by name
    phone = some_phone()
    member = await make_member(tenant, phone=phone)
    token = await make_token(await make_staff(tenant.program_id, tenant.business_id, role="owner"))
    return Shop(tenant, token, member.membership_id, phone)


async def test_what_expires_when_is_listed_and_extended(db: None) -> None:
    """Given points of two days, when one span is previewed and extended, then both faces list the new days."""
    shop = await a_shop()
    await shop.give(10, 3)
    await shop.give(20, 3)
    await shop.give(40, 50)
    assert (await shop.seen())["useBy"] == [
        {"day": in_days(3), "points": 30},
        {"day": in_days(50), "points": 40},
    ]
    span = {"fromDay": in_days(0), "toDay": in_days(9), "untilDay": in_days(60)}
    preview = "query($i: ExtensionInput!) { previewExtension(input: $i) { preview { members lots points } } }"
    found = await ask(preview, {"i": span}, token=shop.token)
    assert found["previewExtension"]["preview"] == {"members": 1, "lots": 2, "points": 30}
    given = {"idempotencyKey": uuid4().hex, "reason": "Holidays", "extension": span}
    wanted = "extension { id isDone members points reason staffName customer { id } }"
    done = (await do("extendPoints", given, wanted, token=shop.token))["extension"]
    assert (done["isDone"], done["members"], done["points"], done["customer"]) == (True, 1, 30, None)
    assert (await do("extendPoints", given, wanted, token=shop.token))["extension"] == done
    listed = await ask("{ extensions { nodes { id reason } } }", token=shop.token)
    assert listed["extensions"]["nodes"] == [{"id": done["id"], "reason": "Holidays"}]

    person_id, _ = await claim_phone(shop.phone)
    holder = (await make_customer_session(person_id)).tokens.access_token
    card = "query($id: ID!) { card(id: $id) { useBy { day points } } }"
    seen = await ask(card, {"id": to_global_id("Card", shop.member)}, token=holder)
    assert seen["card"]["useBy"] == [
        {"day": in_days(50), "points": 40},
        {"day": in_days(60), "points": 30},
    ]


async def test_expired_points_are_given_back(db: None) -> None:
    """Given points that expired, when the office gives some and then all back, then the list is empty."""
    shop = await a_shop()
    past = clock.now() - timedelta(days=9)
    await ledger.opening_balance(shop.books.request(past), 50, clock.now() - timedelta(days=1), now=past)
    await ledger.expire(shop.tenant.program_id, clock.now())
    (expired,) = (await shop.seen())["expired"]
    assert (expired["points"], expired["reinstatable"], expired["transaction"]["kind"]) == (50, 50, "EXPIRE")
    given = {
        "idempotencyKey": uuid4().hex,
        "transactionId": expired["transaction"]["id"],
        "points": 20,
        "untilDay": in_days(20),
        "reason": "We were closed",
    }
    wanted = "transaction { kind points reason } customer { balance } isReplay"
    done = await do("reinstatePoints", given, wanted, token=shop.token)
    assert done["transaction"] == {"kind": "REINSTATE", "points": 20, "reason": "We were closed"}
    assert (done["customer"], done["isReplay"]) == ({"balance": 20}, False)
    rest = {**given, "idempotencyKey": uuid4().hex, "points": None}
    assert (await do("reinstatePoints", rest, wanted, token=shop.token))["customer"] == {"balance": 50}
    assert (await shop.seen())["expired"] == []
    again = await do("reinstatePoints", {**rest, "idempotencyKey": "x" * 8}, wanted, token=shop.token)
    assert [each["code"] for each in again["errors"]] == ["REVERSAL_TOO_LARGE"]


async def test_an_order_is_delivered_or_cancelled(db: None) -> None:
    """Given two bills whose points wait for an event, when one is released, one cancelled, then a return takes none."""
    shop = await a_shop(pending_kind=PendingKind.EVENT, pending_days=30)
    bills = [await record_sale(shop.tenant, membership_id=shop.member) for _ in range(2)]
    keys = [to_global_id("Purchase", bill.id) for bill in bills]
    waiting = (await ask(PENDING, {"id": shop.customer}, token=shop.token))["pendingPoints"]["nodes"]
    assert [each["transaction"]["purchase"]["id"] for each in waiting] == keys
    points = waiting[0]["points"]
    wanted = "transaction { kind points } customer { balance pending } isReplay"
    delivered = {"idempotencyKey": uuid4().hex, "purchaseId": keys[0]}
    done = await do("releasePoints", delivered, wanted, token=shop.token)
    assert done["transaction"] == {"kind": "RELEASE", "points": points}
    assert done["customer"] == {"balance": points, "pending": points}
    assert (await do("releasePoints", delivered, wanted, token=shop.token))["isReplay"]

    cancelled = {
        "idempotencyKey": uuid4().hex,
        "transactionId": waiting[1]["transaction"]["id"],
        "reason": "Cancelled",
    }
    done = await do("cancelPendingPoints", cancelled, wanted, token=shop.token)
    assert done["customer"] == {"balance": points, "pending": 0}
    assert (await do("cancelPendingPoints", cancelled, wanted, token=shop.token))["isReplay"]
    late = {"idempotencyKey": uuid4().hex, "purchaseId": keys[1]}
    refused = await do("releasePoints", late, wanted, token=shop.token)
    assert [each["code"] for each in refused["errors"]] == ["NOT_PENDING"]

    returned = {"idempotencyKey": uuid4().hex, "purchaseId": keys[1]}
    back = await do("returnPurchase", returned, "purchase { pointsTakenBack }", token=shop.token)
    assert back == {"purchase": {"pointsTakenBack": points}, "errors": []}
    assert (await shop.seen())["balance"] == points
    assert await ledger.verify(shop.tenant.program_id) == []


async def test_who_may_not(db: None) -> None:
    """Given a cashier, when points are extended, reinstated or released, then it is forbidden."""
    shop = await a_shop()
    cashier = await make_token(
        await make_staff(shop.tenant.program_id, shop.tenant.business_id, role="cashier")
    )
    for mutation in (
        'releasePoints(input: {idempotencyKey: "12345678", transactionId: "x"})',
        'cancelPendingPoints(input: {idempotencyKey: "12345678", transactionId: "x"})',
        'reinstatePoints(input: {idempotencyKey: "12345678", transactionId: "x", reason: "x"})',
    ):
        found = await answer(f"mutation {{ {mutation} {{ isReplay }} }}", token=cashier)
        assert codes(found) == ["FORBIDDEN"]


async def test_reminders_are_a_setting(db: None) -> None:
    """Given a program, when its reminders and windows are changed, then they are read as they are kept."""
    shop = await a_shop()
    wanted = "program { expiryReminderDays reinstateWithinDays pendingKind }"
    first = await ask(
        "{ viewer { staff { id } } business { program { expiryReminderDays } } }", token=shop.token
    )
    assert first["business"]["program"]["expiryReminderDays"] == [30, 7, 1]
    given = {
        "expiryReminderDays": [3, 60, 3],
        "reinstateWithinDays": 14,
        "pendingKind": "EVENT",
        "pendingDays": 9,
    }
    done = await do("updateProgram", given, wanted, token=shop.token)
    assert done["program"] == {
        "expiryReminderDays": [60, 3],
        "reinstateWithinDays": 14,
        "pendingKind": "EVENT",
    }
    wrong = await do("updateProgram", {"expiryReminderDays": [1, 2, 3, 4, 5, 6]}, wanted, token=shop.token)
    assert [(each["code"], each["path"]) for each in wrong["errors"]] == [
        ("BAD_INPUT", ["expiryReminderDays"])
    ]
    assert await database_says(shop) == [60, 3]


async def database_says(shop: Shop) -> list[int]:
    """The stages as they are kept."""
    return list(await db.fetchval("SELECT reminder_days FROM program WHERE id = $1", shop.tenant.program_id))


async def test_opening_balances_come_from_a_file(db: None) -> None:
    """Given a file with a good and a bad line, when it is read and posted, then report and points are there."""
    shop = await a_shop()
    shown = """balanceImport { id state parts rowsRead rowsWrong rowsPosted pointsRead
      problems(first: 5) { nodes { line problem } } }"""
    file = {"fileName": "old.csv", "fingerprint": "ab" * 32}
    begun = (await do("startBalanceImport", file, shown, token=shop.token))["balanceImport"]
    text = f"phone,points\n{shop.phone},40\n12,5\n"
    part = {"importId": begun["id"], "part": 0, "text": text, "isLast": True}
    read = (await do("addBalanceRows", part, shown, token=shop.token))["balanceImport"]
    assert (read["state"], read["rowsRead"], read["rowsWrong"], read["pointsRead"]) == ("CHECKED", 2, 1, 40)
    assert read["problems"]["nodes"] == [{"line": 3, "problem": "this is no phone number"}]
    report = "query($id: ID!) { balanceImportReport(id: $id) { csv } }"
    found = await ask(report, {"id": begun["id"]}, token=shop.token)
    assert found["balanceImportReport"]["csv"].splitlines()[1] == '3,this is no phone number,"12,5"'
    posting = await do("postBalanceImport", {"importId": begun["id"]}, shown, token=shop.token)
    assert posting["balanceImport"]["state"] == "POSTING"
    await ledger.continue_imports()
    listed = await ask("{ balanceImports { nodes { state rowsPosted pointsPosted } } }", token=shop.token)
    assert listed["balanceImports"]["nodes"] == [{"state": "DONE", "rowsPosted": 1, "pointsPosted": 40}]
    assert (await shop.seen())["balance"] == 40
    late = await do("cancelBalanceImport", {"importId": begun["id"]}, shown, token=shop.token)
    assert [each["code"] for each in late["errors"]] == ["CONFLICT"]
