"""Rewards through the schema: a shop's catalogue, a holder's vouchers, a till that holds, uses and takes back."""

from typing import Any
from uuid import uuid4

import pytest

from api.core import db
from api.rewards import RewardConditions, RewardKind
from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.identity import make_customer_session
from tests.factories.purchases import balance_of
from tests.factories.rewards import give, make_reward, redeem, rich_member, traces, unsound
from tests.graphql.asking import answer, ask, codes, data_of, do
from tests.graphql.rewards.redeeming import a_redemption, opaque
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

VOUCHER = """voucher { id code state kind pointsPaid isGiven fulfilment balance { minorUnits currency }
  reward { id name } } isReplay"""
BATCH = "batch { id size used isImported reward { stockLeft } }"
SHELF = """query($card: ID, $customer: ID, $store: ID) {
  availableRewards(cardId: $card, customerId: $customer, storeId: $store) {
    canRedeem reward { name pointsPrice } reasons { code missing message } } }"""


async def test_a_holder_redeems_and_shows_the_code(tenant: Tenant) -> None:
    """Given a card with 120 points, when its holder redeems a coffee, then card and till know the voucher."""
    member = await rich_member(tenant, 120)
    coffee, cake = await make_reward(tenant), await make_reward(tenant, name="Cake", points_price=200)
    token = (await make_customer_session(member.person_id)).tokens.access_token
    card = opaque("Card", member.membership_id)
    shelf = await ask(SHELF, {"card": card}, token=token)
    assert shelf["availableRewards"] == [
        {"canRedeem": True, "reward": {"name": "Filter coffee", "pointsPrice": 100}, "reasons": []},
        {
            "canRedeem": False,
            "reward": {"name": "Cake", "pointsPrice": 200},
            "reasons": [
                {"code": "NOT_ENOUGH_POINTS", "missing": 80, "message": "80 points are missing."},
            ],
        },
    ]
    given = a_redemption(coffee, cardId=card)
    wanted = f"{VOUCHER} card {{ balance }} customer {{ id }}"
    made = await do("redeemReward", given, wanted, token=token)
    voucher = made["voucher"]
    assert (made["card"], made["customer"], made["isReplay"]) == ({"balance": 20}, None, False)
    assert (voucher["state"], voucher["pointsPaid"], len(voucher["code"])) == ("ACTIVE", 100, 12)
    again = await do("redeemReward", given, wanted, token=token)
    assert (again["voucher"], again["isReplay"]) == (voucher, True)
    poor = await do("redeemReward", a_redemption(cake, cardId=card), wanted, token=token)
    assert [each["code"] for each in poor["errors"]] == ["INSUFFICIENT_POINTS"]
    mine = """query($id: ID!) { card(id: $id) {
        vouchers { nodes { id code reward { name pointsPrice } uses { id } } } } }"""
    found = (await ask(mine, {"id": card}, token=token))["card"]["vouchers"]["nodes"]
    assert found == [
        {
            "id": voucher["id"],
            "code": voucher["code"],
            "reward": {"name": "Filter coffee", "pointsPrice": 100},
            "uses": [],
        }
    ]
    till = await token_of(tenant, "cashier")
    query = "query($c: String!) { voucherByCode(code: $c) { id state customer { id } } }"
    typed = {"c": f"{voucher['code'][:6].lower()} - {voucher['code'][6:]}"}
    seen = (await ask(query, typed, token=till))["voucherByCode"]
    assert seen == {
        "id": voucher["id"],
        "state": "ACTIVE",
        "customer": {"id": opaque("Customer", member.membership_id)},
    }
    assert await unsound(tenant.program_id) == []


async def test_a_till_holds_captures_and_uses(tenant: Tenant) -> None:
    """Given a cashier, when a reward is held, captured and used, then each step shows the voucher and who has it."""
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=2)
    token = await token_of(tenant, "cashier")
    whom = {
        "customerId": opaque("Customer", member.membership_id),
        "storeId": opaque("Store", tenant.store_id),
    }
    held = await do(
        "holdReward", a_redemption(reward, **whom), f"{VOUCHER} customer {{ balance }}", token=token
    )
    assert (held["voucher"]["state"], held["customer"]) == ("HELD", {"balance": 900})
    which = {"voucherId": held["voucher"]["id"]}
    captured = await do("captureVoucher", which, VOUCHER, token=token)
    assert captured["voucher"]["state"] == "ACTIVE"
    late = await do("voidVoucher", which, VOUCHER, token=token)
    assert [each["code"] for each in late["errors"]] == ["HOLD_ENDED"]
    use = {
        "idempotencyKey": "u",
        "code": held["voucher"]["code"],
        "storeId": opaque("Store", tenant.store_id),
        "billNumber": "B-9",
    }
    used = await do("useVoucher", use, VOUCHER, token=token)
    assert used["voucher"]["state"] == "USED"
    assert (await do("useVoucher", use, VOUCHER, token=token))["isReplay"] is True
    again = await do("useVoucher", {**use, "idempotencyKey": "v"}, VOUCHER, token=token)
    assert again["errors"] == [{"code": "VOUCHER_USED", "path": ["code"], "params": None}]
    history = """query($id: ID!) { customer(id: $id) { vouchers { totalCount }
        redemptions { nodes { billNumber storeName staffName voucher { state } } } } }"""
    found = (await ask(history, {"id": whom["customerId"]}, token=token))["customer"]
    assert found["vouchers"]["totalCount"] == 1
    assert found["redemptions"]["nodes"] == [
        {
            "billNumber": "B-9",
            "storeName": "Kaapi House",
            "staffName": "Ravi Shah",
            "voucher": {"state": "USED"},
        }
    ]
    other = await do("holdReward", a_redemption(reward, **whom), VOUCHER, token=token)
    let_go = await do("voidVoucher", {"voucherId": other["voucher"]["id"]}, VOUCHER, token=token)
    assert let_go["voucher"]["state"] == "CANCELLED"
    assert await balance_of(member.membership_id) == 900
    assert await unsound(tenant.program_id) == []


async def test_a_manager_gives_hands_over_and_takes_back(tenant: Tenant) -> None:
    """Given a cake to be made, when it is given, ready and then cancelled, then the cashier may not do the last."""
    member, cake = await rich_member(tenant), await make_reward(tenant, needs_fulfilment=True, stock=1)
    manager, cashier = await token_of(tenant, "manager"), await token_of(tenant, "cashier")
    whom = {"customerId": opaque("Customer", member.membership_id), "reason": "Sorry for the wait"}
    given = await do("giveVoucher", a_redemption(cake, **whom), f"{VOUCHER} customer {{ id }}", token=manager)
    assert (given["voucher"]["isGiven"], given["voucher"]["fulfilment"]) == (True, "OPEN")
    which = {"voucherId": given["voucher"]["id"]}
    ready = await do("setFulfilment", {**which, "fulfilment": "READY"}, VOUCHER, token=cashier)
    assert ready["voucher"]["fulfilment"] == "READY"
    none = await do("setFulfilment", {**which, "fulfilment": "NONE"}, VOUCHER, token=cashier)
    assert none["errors"] == [{"code": "BAD_INPUT", "path": ["fulfilment"], "params": None}]
    back = (
        "mutation($i: CancelVoucherInput!) { cancelVoucher(input: $i) { voucher { state } errors { code } } }"
    )
    refused = await answer(back, {"i": {**which, "reason": "Burnt"}}, token=cashier)
    assert codes(refused) == ["FORBIDDEN"]
    cancelled = data_of(await answer(back, {"i": {**which, "reason": "Burnt"}}, token=manager))
    assert cancelled["cancelVoucher"] == {"voucher": {"state": "CANCELLED"}, "errors": []}
    both = {**a_redemption(cake, **whom), "code": "BCDF"}
    assert (await do("giveVoucher", both, VOUCHER, token=manager))["errors"][0]["path"] == ["rewardId"]
    assert await unsound(tenant.program_id) == []


async def test_a_gift_card_pays_in_parts(tenant: Tenant) -> None:
    member = await rich_member(tenant)
    reward = await make_reward(tenant, kind=RewardKind.GIFT_CARD, value_minor=5_000)
    voucher = await give(tenant, member.membership_id, reward.id)
    token = await token_of(tenant, "cashier")
    use = {"code": voucher.code, "storeId": opaque("Store", tenant.store_id)}

    async def pay(amount: int) -> Any:
        money = {"minorUnits": amount, "currency": "INR"}
        given = {**use, "amount": money, "idempotencyKey": uuid4().hex}
        return await do("useVoucher", given, VOUCHER, token=token)

    paid = await pay(4_999)
    assert (paid["voucher"]["state"], paid["voucher"]["balance"]["minorUnits"]) == ("ACTIVE", 1)
    too_much = await pay(2)
    assert too_much["errors"] == [
        {
            "code": "BALANCE_TOO_LOW",
            "path": ["amount", "minorUnits"],
            "params": {"balanceMinorUnits": 1},
        }
    ]
    assert (await pay(1))["voucher"]["state"] == "USED"
    assert await unsound(tenant.program_id) == []


async def test_codes_are_made_exported_and_handed_out(tenant: Tenant) -> None:
    """Given a batch of three, when it is exported, then a manager has the codes and a cashier has not."""
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=3)
    manager, cashier = await token_of(tenant, "manager"), await token_of(tenant, "cashier")
    wanted = {**a_redemption(reward), "name": "Flyer", "count": 3}
    made = await do("createVoucherBatch", wanted, BATCH, token=manager)
    assert made["batch"] == {
        "id": made["batch"]["id"],
        "size": 3,
        "used": 0,
        "isImported": False,
        "reward": {"stockLeft": 0},
    }
    export = "query($id: ID!) { voucherBatchCsv(batchId: $id) }"
    csv = (await ask(export, {"id": made["batch"]["id"]}, token=manager))["voucherBatchCsv"]
    code = csv.splitlines()[1].split(",")[0]
    assert codes(await answer(export, {"id": made["batch"]["id"]}, token=cashier)) == ["FORBIDDEN"]
    handed = {
        "idempotencyKey": "h",
        "customerId": opaque("Customer", member.membership_id),
        "code": code,
        "reason": "Fair",
    }
    given = await do("giveVoucher", handed, f"{VOUCHER} customer {{ id }}", token=manager)
    assert (given["voucher"]["code"], given["customer"]["id"]) == (code, handed["customerId"])
    page = (await ask("{ voucherBatches { nodes { name } } }", token=manager))["voucherBatches"]
    assert page["nodes"] == [{"name": "Flyer"}]


async def test_tokens_name_the_customer_too(tenant: Tenant) -> None:
    """Given a token that is none of ours, when it is shown, then nothing is redeemed."""
    reward, before = await make_reward(tenant), None
    token = await token_of(tenant, "cashier")
    before = await traces(tenant)
    for whom in ({"customerToken": "nonsense"}, {}, {"customerToken": "x", "customerId": "y"}):
        made = await do("redeemReward", a_redemption(reward, **whom), VOUCHER, token=token)
        assert made["voucher"] is None
        assert len(made["errors"]) == 1
    assert await traces(tenant) == before


async def test_another_tenants_things_are_not_there(tenant: Tenant) -> None:
    """Given two shops, when one asks with the other's ids and codes, then there is nothing, and nothing happens."""
    stranger = await make_business()
    member, reward = await rich_member(stranger), await make_reward(stranger)
    voucher = await redeem(stranger, member.membership_id, reward.id)
    mine = await rich_member(tenant)
    owner = await token_of(tenant)
    holder = (await make_customer_session(mine.person_id)).tokens.access_token
    before = await traces(stranger)
    ids = {"rewardId": opaque("Reward", reward.id), "voucherId": opaque("Voucher", voucher.id)}
    for verb, given in (
        ("removeReward", {"rewardId": ids["rewardId"]}),
        ("captureVoucher", {"voucherId": ids["voucherId"]}),
        ("voidVoucher", {"voucherId": ids["voucherId"]}),
        ("cancelVoucher", {"voucherId": ids["voucherId"], "reason": "x"}),
        ("setFulfilment", {"voucherId": ids["voucherId"], "fulfilment": "READY"}),
        (
            "useVoucher",
            {"idempotencyKey": "k", "code": voucher.code, "storeId": opaque("Store", tenant.store_id)},
        ),
        ("redeemReward", a_redemption(reward, customerId=opaque("Customer", mine.membership_id))),
    ):
        refused = await do(verb, given, "__typename", token=owner)
        assert [each["code"] for each in refused["errors"]] == ["NOT_FOUND"], verb
    theirs = a_redemption(reward, cardId=opaque("Card", member.membership_id))
    assert [e["code"] for e in (await do("redeemReward", theirs, VOUCHER, token=holder))["errors"]] == [
        "NOT_FOUND"
    ]
    own = a_redemption(reward, cardId=opaque("Card", mine.membership_id))
    assert [e["code"] for e in (await do("redeemReward", own, VOUCHER, token=holder))["errors"]] == [
        "NOT_FOUND"
    ]
    node = "query($id: ID!) { node(id: $id) { id } }"
    for token in (owner, holder):
        for key in ids.values():
            assert (await ask(node, {"id": key}, token=token))["node"] is None
    query = "query($c: String!) { voucherByCode(code: $c) { id } }"
    assert (await ask(query, {"c": voucher.code}, token=owner))["voucherByCode"] is None
    card = await answer(SHELF, {"card": opaque("Card", member.membership_id)}, token=holder)
    assert codes(card) == ["NOT_FOUND"]
    assert await traces(stranger) == before


async def test_what_is_not_on_show_is_not_shown_to_members(tenant: Tenant) -> None:
    """Given rewards that are hidden or ended, when a holder looks for them by id, then only staff see them."""
    member = await rich_member(tenant)
    shown, hidden = await make_reward(tenant), await make_reward(tenant, is_listed=False)
    holder = (await make_customer_session(member.person_id)).tokens.access_token
    staff = await token_of(tenant, "analyst")
    node = "query($id: ID!) { node(id: $id) { id } }"
    for reward, for_holder in ((shown, True), (hidden, False)):
        key = opaque("Reward", reward.id)
        assert ((await ask(node, {"id": key}, token=holder))["node"] is not None) is for_holder
        assert (await ask(node, {"id": key}, token=staff))["node"] is not None


async def test_the_shelf_takes_the_same_statements_whatever_its_length(tenant: Tenant) -> None:
    """Given one reward and then twenty, when a member's shelf is asked for, then it takes as many statements."""
    member = await rich_member(tenant)
    token = await token_of(tenant, "cashier")
    asked = {"customer": opaque("Customer", member.membership_id), "store": opaque("Store", tenant.store_id)}
    await make_reward(tenant, per_member=1, conditions=RewardConditions(from_hour=0))
    await ask(SHELF, asked, token=token)
    async with count_queries() as few:
        await ask(SHELF, asked, token=token)
    for _ in range(19):
        await make_reward(tenant, per_member=1)
    async with count_queries() as many:
        found = await ask(SHELF, asked, token=token)
    assert len(found["availableRewards"]) == 20
    assert len(many) == len(few)


async def test_a_redemption_takes_few_statements(tenant: Tenant) -> None:
    """Given a till, when a reward is redeemed, then the verb takes at most fifteen statements."""
    member, reward = await rich_member(tenant), await make_reward(tenant, stock=5, per_member=5)
    await redeem(tenant, member.membership_id, reward.id)
    async with count_queries() as seen:
        await redeem(tenant, member.membership_id, reward.id)
    assert len(seen) <= 16, seen.statements
    assert await db.fetchval("SELECT stock_taken FROM reward WHERE id = $1", reward.id) == 2
