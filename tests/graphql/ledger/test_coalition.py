"""The coalition through the schema: invited, accepted, spent elsewhere, settled, explained to both parties."""

import base64
import csv
import io
from uuid import uuid4

import pytest

from api.core import db
from api.core.ids import to_global_id
from tests.factories.businesses import token_of
from tests.factories.coalition import Coalition, make_coalition
from tests.factories.rewards import rich_member
from tests.graphql.asking import ask, do

pytestmark = [pytest.mark.integration, pytest.mark.usefixtures("db")]

PERIODS = """{ settlementPeriods(first: 5) { nodes { id number state netting
  statements { id business { brand { name } } net { minorUnits currency } closing { minorUnits } }
  payments { id paidAt payer { brand { name } } payee { brand { name } } amount { minorUnits } } } } }"""
STATEMENT = """query($id: ID!) { settlementStatement(id: $id) { opening { minorUnits } owed { minorUnits }
  due { minorUnits } lines { side kind postings points partner { brand { name } } amount { minorUnits }
    redemptions(first: 5) { nodes { points rate storeName cardEndsWith isLate amount { minorUnits } } } } } }"""


async def spent(three: Coalition, points: int = 40) -> str:
    """A member of B's spends B's points at C; the card's number."""
    _, b, c = three.all
    member = await rich_member(b, 0)
    await three.spend(b, c, points, member=member.membership_id)
    number = await db.fetchval("SELECT number FROM membership WHERE id = $1", member.membership_id)
    return str(number)


async def test_an_invitation_is_read_accepted_and_seen() -> None:
    """Given terms, when the link's owner accepts, then they are signed in and both sides see the partner."""
    three = await make_coalition()
    token = await token_of(three.owner)
    given = {
        "email": f"{uuid4().hex[:8]}@birch.example",
        "terms": "We settle monthly.",
        "microMinorUnits": 500_000,
        "funding": "PREPAID",
    }
    sent = await do("invitePartner", given, "link invitation { id state rate }", token=token)
    assert (sent["invitation"]["state"], sent["invitation"]["rate"]) == ("WAITING", 0.5)
    link = sent["link"].rsplit("/", 1)[-1]
    offer = await ask(
        "query($t: String!) { partnerOffer(token: $t) {"
        " offer { businessName terms rate currency funding } errors { code } } }",
        {"t": link},
    )
    assert offer["partnerOffer"]["offer"] == {
        "businessName": "Amber",
        "terms": "We settle monthly.",
        "rate": 0.5,
        "currency": "EUR",
        "funding": "PREPAID",
    }
    who = {"token": link, "businessName": "Dogwood", "name": "Dora", "password": "quiet-harbour-77"}
    joined = await do("acceptPartnerInvitation", who, "tokens { accessToken } viewer { user { email } }")
    assert joined["viewer"]["user"]["email"] == given["email"]
    theirs = await ask(
        "{ business { name isProgramOwner program { participants { role funding business { brand { name } } } } } }",
        token=joined["tokens"]["accessToken"],
    )
    assert (theirs["business"]["name"], theirs["business"]["isProgramOwner"]) == ("Dogwood", False)
    assert [each["business"]["brand"]["name"] for each in theirs["business"]["program"]["participants"]] == [
        "Amber",
        "Birch",
        "Cedar",
        "Dogwood",
    ]
    again = await do("acceptPartnerInvitation", who, "tokens { accessToken }")
    assert [each["code"] for each in again["errors"]] == ["PARTNER_INVITATION_ENDED"]


async def test_a_month_is_settled_and_each_sees_what_is_theirs() -> None:
    """Closed, invoiced, paid; the redemptions behind a line are for its two businesses alone."""
    three = await make_coalition()
    number = await spent(three)
    a, b, c = [await token_of(each) for each in three.all]
    open_sums = "{ openClearing { postings points partner { brand { name } } amount { minorUnits } } }"
    assert (await ask(open_sums, token=c))["openClearing"] == [
        {"postings": 1, "points": 40, "partner": {"brand": {"name": "Birch"}}, "amount": {"minorUnits": 40}}
    ]
    assert (await ask(open_sums, token=a))["openClearing"] == []
    period = (await ask(PERIODS, token=a))["settlementPeriods"]["nodes"][0]["id"]
    refused = await do("closeSettlementPeriod", {"periodId": period}, "period { state }", token=c)
    assert [each["code"] for each in refused["errors"]] == ["FORBIDDEN"]
    closed = await do("closeSettlementPeriod", {"periodId": period}, "period { state }", token=a)
    assert closed["period"]["state"] == "CLOSED"
    await do("markSettlementInvoiced", {"periodId": period}, "period { state }", token=a)

    owners = (await ask(PERIODS, token=a))["settlementPeriods"]["nodes"][1]
    assert {
        each["business"]["brand"]["name"]: each["net"]["minorUnits"] for each in owners["statements"]
    } == {
        "Birch": -40,
        "Cedar": 40,
    }
    mine = (await ask(PERIODS, token=c))["settlementPeriods"]["nodes"][1]
    (statement,) = mine["statements"]
    (line,) = (await ask(STATEMENT, {"id": statement["id"]}, token=c))["settlementStatement"]["lines"]
    assert (line["side"], line["kind"], line["amount"]["minorUnits"]) == ("GETS", "REDEMPTION", 40)
    assert line["redemptions"]["nodes"] == [
        {
            "points": 40,
            "rate": 1.0,
            "storeName": "Cedar",
            "cardEndsWith": number[-4:],
            "isLate": False,
            "amount": {"minorUnits": 40},
        }
    ]
    seen = (await ask(STATEMENT, {"id": statement["id"]}, token=a))["settlementStatement"]["lines"]
    assert seen[0]["redemptions"]["nodes"] == []
    assert (await ask(STATEMENT, {"id": statement["id"]}, token=b))["settlementStatement"] is None

    (payment,) = mine["payments"]
    paid = await do("recordSettlementPayment", {"paymentId": payment["id"]}, "period { state }", token=c)
    assert paid["period"]["state"] == "PAID"


async def test_a_statement_comes_as_csv_and_pdf() -> None:
    """CSV with every redemption, PDF that begins like one; the owner's has sums alone, a stranger's none."""
    three = await make_coalition()
    await spent(three)
    closed = await three.close()
    a, c = [await token_of(three.all[number]) for number in (0, 2)]
    ids = await three.statement_ids(closed.id)
    statement = to_global_id("SettlementStatement", ids[three.all[2].business_id])
    ask_csv = "query($id: ID!) { settlementStatementCsv(statementId: $id) }"
    text = (await ask(ask_csv, {"id": statement}, token=c))["settlementStatementCsv"]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["section"]: row["amount_minor"] for row in rows} == {
        "opening": "0",
        "owed": "0",
        "due": "40",
        "settled": "0",
        "closing": "40",
        "line": "40",
        "payment": "40",
        "redemption": "40",
    }
    sums = (await ask(ask_csv, {"id": statement}, token=a))["settlementStatementCsv"]
    assert "redemption" not in {row["section"] for row in csv.DictReader(io.StringIO(sums))}
    pdf = await ask(
        "query($id: ID!) { settlementStatementPdf(statementId: $id) }", {"id": statement}, token=c
    )
    assert base64.b64decode(pdf["settlementStatementPdf"]).startswith(b"%PDF-")


async def test_rates_and_packs_are_seen_by_whom_they_concern() -> None:
    """A partner sees the general rate and its own, the owner all; packs their two sides."""
    three = await make_coalition()
    a, b, c = [await token_of(each) for each in three.all]
    issuer = to_global_id("PublicBusiness", three.all[1].business_id)
    rate = {"microMinorUnits": 2_000_000, "issuerId": issuer, "note": "Birch"}
    made = await do("setClearingRate", rate, "rate { rate issuer { brand { name } } }", token=a)
    assert made["rate"] == {"rate": 2.0, "issuer": {"brand": {"name": "Birch"}}}
    pack = {"idempotencyKey": uuid4().hex, "points": 100, "alertPoints": 10}
    bought = await do("buyClearingPack", pack, "pack { left price { minorUnits } }", token=b)
    assert bought["pack"] == {"left": 100, "price": {"minorUnits": 200}}
    both = "{ clearingRates(first: 9) { nodes { note } } clearingPacks(first: 9) { nodes { points } } }"
    counted = []
    for token in (a, b, c):
        found = await ask(both, token=token)
        counted.append((len(found["clearingRates"]["nodes"]), len(found["clearingPacks"]["nodes"])))
    assert counted == [(2, 1), (2, 1), (1, 0)]


async def test_the_liability_report_counts_own_points() -> None:
    """100 given, 40 of them spent elsewhere: the month's row says so."""
    three = await make_coalition()
    await spent(three, 40)
    token = await token_of(three.all[1])
    report = await ask(
        "{ liabilityReport { outstanding redemptionRate provision { minorUnits }"
        " months { issued redeemed expired outstanding expected } } }",
        token=token,
    )
    assert report["liabilityReport"]["months"] == [
        {"issued": 40, "redeemed": 40, "expired": 0, "outstanding": 0, "expected": 40}
    ]
    assert report["liabilityReport"]["redemptionRate"] == 1.0
