"""Codes and their batches through the schema: found by code, counted, exported, taken back."""

from uuid import uuid4

import pytest

from tests.factories.businesses import Tenant, make_business, token_of
from tests.factories.rewards import make_reward, rich_member
from tests.graphql.asking import ask, do
from tests.graphql.rewards.redeeming import opaque

pytestmark = pytest.mark.integration

BATCH = "batch { id name size used handedOut cancelled unused vouchers(first: 10) { nodes { code state } } }"
FOUND = "query($filter: VoucherFilter) { vouchers(filter: $filter, first: 10) { nodes { id code state } } }"


async def test_a_batch_from_beginning_to_end(tenant: Tenant) -> None:
    """Given codes that were brought in, when one is given and the rest taken back, then the batch counts all of it."""
    token = await token_of(tenant)
    reward, member = await make_reward(tenant, stock=10), await rich_member(tenant)
    given = {
        "idempotencyKey": uuid4().hex,
        "rewardId": opaque("Reward", reward.id),
        "name": "Cinema",
        "codes": ["SAVE10A", "SAVE10B", "SAVE10C"],
    }
    made = (await do("createVoucherBatch", given, BATCH, token=token))["batch"]
    assert (made["size"], made["unused"], made["handedOut"], made["cancelled"]) == (3, 3, 0, 0)
    assert {each["code"] for each in made["vouchers"]["nodes"]} == {"SAVE10A", "SAVE10B", "SAVE10C"}
    present = {
        "idempotencyKey": uuid4().hex,
        "customerId": opaque("Customer", member.membership_id),
        "code": "save-10 b",
        "reason": "Sorry for the wait",
    }
    voucher = (await do("giveVoucher", present, "voucher { id code reason }", token=token))["voucher"]
    assert (voucher["code"], voucher["reason"]) == ("SAVE10B", "Sorry for the wait")
    ended = await do(
        "cancelVoucherBatch", {"batchId": made["id"], "reason": "Misprint"}, f"cancelled {BATCH}", token=token
    )
    assert ended["cancelled"] == 2
    assert (ended["batch"]["unused"], ended["batch"]["handedOut"], ended["batch"]["cancelled"]) == (0, 1, 2)


async def test_a_code_is_found_as_it_is_read_aloud(tenant: Tenant) -> None:
    """Given codes, when one is searched with spaces and dashes, then it alone is found, and by no other business."""
    token, stranger = await token_of(tenant), await token_of(await make_business())
    reward = await make_reward(tenant)
    given = {
        "idempotencyKey": uuid4().hex,
        "rewardId": opaque("Reward", reward.id),
        "name": "Flyer",
        "codes": ["SAVE10A", "SAVE10B"],
    }
    await do("createVoucherBatch", given, BATCH, token=token)
    for typed, asked_by, codes in (
        ("save 10-a", token, ["SAVE10A"]),
        ("SAVE10", token, []),
        ("---", token, []),
        ("SAVE10A", stranger, []),
    ):
        found = await ask(FOUND, {"filter": {"code": typed}}, token=asked_by)
        assert [each["code"] for each in found["vouchers"]["nodes"]] == codes


async def test_what_was_taken_back_is_not_handed_over(tenant: Tenant) -> None:
    """Given two cakes to make of which one is taken back, when those to be made are listed, then one is there."""
    token = await token_of(tenant)
    member, cake = await rich_member(tenant), await make_reward(tenant, needs_fulfilment=True)
    ids = []
    for _ in range(2):
        present = {
            "idempotencyKey": uuid4().hex,
            "customerId": opaque("Customer", member.membership_id),
            "rewardId": opaque("Reward", cake.id),
            "reason": "Birthday",
        }
        ids.append((await do("giveVoucher", present, "voucher { id }", token=token))["voucher"]["id"])
    await do("cancelVoucher", {"voucherId": ids[0], "reason": "Twice"}, "voucher { id }", token=token)
    found = await ask(FOUND, {"filter": {"fulfilment": "OPEN"}}, token=token)
    assert [each["id"] for each in found["vouchers"]["nodes"]] == [ids[1]]
