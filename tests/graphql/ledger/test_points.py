"""Points by hand through the schema: given, spent, corrected, moved; listed; refused as data."""

from typing import Any
from uuid import uuid4

import pytest

from api import customers, ledger
from api.core import db
from api.core.ids import to_global_id
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.customers import make_member
from tests.factories.purchases import traces
from tests.graphql.asking import answer, ask, codes, do

pytestmark = pytest.mark.integration

MOVED = "transaction { id kind points balanceAfter reason } customer { balance } isReplay"
LIST = """query($f: TransactionFilter) {
  transactions(first: 10, filter: $f) { nodes { kind points reason } totalCount } }"""


async def verified(tenant: Tenant) -> customers.Member:
    """A member who proved the number, and so may spend."""
    member = await make_member(tenant, name="Ananya Rao")
    await db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)
    return member


def act(member: customers.Member, points: int, **more: Any) -> dict[str, Any]:
    """Something done by hand to a member's points."""
    customer = to_global_id("Customer", member.membership_id)
    return {"idempotencyKey": uuid4().hex, "customerId": customer, "points": points, **more}


async def test_points_are_given_spent_and_corrected(tenant: Tenant) -> None:
    """Given a proven number, when 50 are given, 30 spent and 5 taken, then 15 are left and all is listed."""
    token, member = await token_of(tenant), await verified(tenant)
    given = act(member, 50, description="Birthday")
    awarded = await do("awardPoints", given, MOVED, token=token)
    again = await do("awardPoints", given, MOVED, token=token)
    spent = await do("redeemPoints", act(member, 30, description="Coffee"), MOVED, token=token)
    taken = await do("adjustPoints", act(member, -5, reason="Slip"), MOVED, token=token)

    assert [each["errors"] for each in (awarded, again, spent, taken)] == [[], [], [], []]
    assert (again["isReplay"], again["transaction"]["id"]) == (True, awarded["transaction"]["id"])
    moved = [each["transaction"] for each in (awarded, spent, taken)]
    assert [(each["kind"], each["points"], each["balanceAfter"], each["reason"]) for each in moved] == [
        ("EARN", 50, 50, "Birthday"),
        ("REDEEM", -30, 20, "Coffee"),
        ("ADJUST", -5, 15, "Slip"),
    ]
    assert taken["customer"] == {"balance": 15}
    listed = await ask(LIST, {"f": {"customerId": given["customerId"]}}, token=token)
    assert listed["transactions"]["totalCount"] == 3
    assert [each["kind"] for each in listed["transactions"]["nodes"]] == ["ADJUST", "REDEEM", "EARN"]
    redeemed = await ask(LIST, {"f": {"kind": "REDEEM"}}, token=token)
    assert redeemed["transactions"]["nodes"] == [{"kind": "REDEEM", "points": -30, "reason": "Coffee"}]
    assert await ledger.verify(tenant.program_id) == []


async def test_points_move_between_cards(tenant: Tenant) -> None:
    """Given 50 points, when 20 go to another card, then 30 and 20 are there."""
    token, giver, taker = await token_of(tenant), await verified(tenant), await make_member(tenant)
    await do("awardPoints", act(giver, 50, description="Hello"), MOVED, token=token)
    moving = {
        "idempotencyKey": uuid4().hex,
        "fromCustomerId": to_global_id("Customer", giver.membership_id),
        "toCustomerId": to_global_id("Customer", taker.membership_id),
        "points": 20,
        "reason": "Family",
    }
    moved = await do("transferPoints", moving, MOVED, token=token)
    assert (moved["errors"], moved["transaction"]["kind"], moved["customer"]["balance"]) == (
        [],
        "TRANSFER",
        30,
    )
    balances = await ledger.balances_for([giver.membership_id, taker.membership_id])
    assert (balances[giver.membership_id].available, balances[taker.membership_id].available) == (30, 20)


async def test_refusals_are_data_and_change_nothing(tenant: Tenant) -> None:
    """Given 50 points, when acts that cannot be are sent, then code and path tell, and nothing is booked."""
    token, member, unproven = await token_of(tenant), await verified(tenant), await make_member(tenant)
    given = act(member, 50, description="Hello")
    await do("awardPoints", given, MOVED, token=token)
    before = await traces(tenant)
    cases: list[tuple[str, dict[str, Any], str]] = [
        ("awardPoints", {**given, "points": 60}, "IDEMPOTENCY_MISMATCH"),
        ("awardPoints", act(member, 0, description="Nothing"), "BAD_INPUT"),
        ("redeemPoints", act(member, 51, description="Too dear"), "INSUFFICIENT_POINTS"),
        ("redeemPoints", act(unproven, 1, description="Coffee"), "PHONE_UNVERIFIED"),
        ("redeemPoints", {**act(member, 1, description="Coffee"), "customerToken": "x"}, "BAD_INPUT"),
        ("adjustPoints", act(member, 5, reason=""), "BAD_INPUT"),
        ("adjustPoints", {**act(member, 5, reason="Slip"), "customerId": "nonsense"}, "BAD_ID"),
    ]
    for verb, sent, code in cases:
        done = await do(verb, sent, MOVED, token=token)
        assert ([each["code"] for each in done["errors"]], done["transaction"]) == ([code], None), verb
    assert await traces(tenant) == before


async def test_who_may_and_whose(tenant: Tenant) -> None:
    """Given another business's owner and one's own cashier, when they correct a balance, then nothing is booked."""
    member, other = await verified(tenant), await make_business()
    sent, before = act(member, 5, reason="Slip"), await traces(tenant)
    foreign = await do("adjustPoints", sent, MOVED, token=await token_of(other))
    assert [each["code"] for each in foreign["errors"]] == ["NOT_FOUND"]
    cashier = await token_of(tenant, "cashier")
    refused = await answer(
        "mutation($i: AdjustPointsInput!) { adjustPoints(input: $i) { errors { code } } }",
        {"i": sent},
        token=cashier,
    )
    assert codes(refused) == ["FORBIDDEN"]
    assert await traces(tenant) == before
