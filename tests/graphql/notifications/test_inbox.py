"""The inbox through the schema: its holder sees it, hears of it, reads it; nobody else does."""

import asyncio
from typing import Any

import pytest

from api import notifications
from api.core.ids import to_global_id
from api.customers.service.persons import claim_phone
from api.notifications import NewMessage
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.identity import make_customer_session
from tests.graphql.asking import ask, data_of, do
from tests.graphql.watching import touch_topics_of, watching

pytestmark = pytest.mark.integration

INBOX = """{ viewer { person { unreadCount inbox(first: 2) { totalCount pageInfo { hasNextPage endCursor } nodes {
  id kind params link readAt title body german: title(language: "de") business { brand { name } }
  card { id unreadCount inbox(first: 5) { nodes { id } } } } } } } }"""


async def holder(tenant: Tenant) -> tuple[str, Any]:
    """The token of a customer with a proved number, and the membership's key."""
    phone = some_phone()
    member = await make_member(tenant, phone=phone)
    person_id, _ = await claim_phone(phone)
    return (await make_customer_session(person_id)).tokens.access_token, member.membership_id


async def put(tenant: Tenant, member: Any, *keys: str) -> None:
    """Messages about points that expire, said by the business."""
    await notifications.put_many(
        [
            NewMessage(
                tenant.program_id,
                member,
                "points_expiring",
                key,
                {"points": 40, "day": "2026-12-31"},
                "/cards/x",
                tenant.business_id,
            )
            for key in keys
        ]
    )


async def inbox_of(token: str) -> Any:
    """What the person sees."""
    return (await ask(INBOX, token=token))["viewer"]["person"]


async def test_a_holder_reads_the_inbox(db: None) -> None:
    """Given three messages, when the holder looks, reads one and then all, then counts and moments follow."""
    tenant = await make_business(name="Kaapi House")
    token, member = await holder(tenant)
    await put(tenant, member, "one", "two", "three")
    found = await inbox_of(token)
    assert found["unreadCount"] == 3
    assert (found["inbox"]["totalCount"], found["inbox"]["pageInfo"]["hasNextPage"]) == (3, True)
    first = found["inbox"]["nodes"][0]
    assert (first["kind"], first["params"]) == ("points_expiring", {"points": 40, "day": "2026-12-31"})
    assert (first["title"], first["body"]) == ("40 points expire soon", "Use them by December 31, 2026.")
    assert first["german"] == "40 Punkte verfallen bald"
    assert (first["link"], first["readAt"], first["business"]["brand"]["name"]) == (
        "/cards/x",
        None,
        "Kaapi House",
    )
    assert first["card"]["unreadCount"] == 3
    assert len(first["card"]["inbox"]["nodes"]) == 3

    read = await do("markMessagesRead", {"messageIds": [first["id"]]}, "marked", token=token)
    assert read == {"marked": 1, "errors": []}
    found = await inbox_of(token)
    assert found["unreadCount"] == 2
    assert found["inbox"]["nodes"][0]["readAt"] is not None
    assert (await do("markMessagesRead", {}, "marked", token=token))["marked"] == 2
    assert (await inbox_of(token))["unreadCount"] == 0


async def test_nobody_reads_anothers_messages(db: None) -> None:
    """Given a message of one, when another names it, then it stays new and is not found."""
    tenant = await make_business()
    token, member = await holder(tenant)
    stranger, _ = await holder(tenant)
    await put(tenant, member, "one")
    key = (await inbox_of(token))["inbox"]["nodes"][0]["id"]
    assert (await do("markMessagesRead", {"messageIds": [key]}, "marked", token=stranger))["marked"] == 0
    assert (await inbox_of(token))["unreadCount"] == 1
    node = "query($id: ID!) { node(id: $id) { id } }"
    assert await ask(node, {"id": key}, token=stranger) == {"node": None}
    assert await ask(node, {"id": key}, token=token) == {"node": {"id": key}}
    many = {"messageIds": [key] * 101}
    assert (await do("markMessagesRead", many, "marked", token=token))["errors"][0]["code"] == "BAD_INPUT"


async def test_an_open_card_hears_of_a_message(db: None) -> None:
    """Given an open card, when a message is put, then the card is pushed with its count."""
    tenant = await make_business()
    token, member = await holder(tenant)
    query = "subscription($id: ID!) { cardChanged(cardId: $id) { unreadCount } }"
    async with watching(query, to_global_id("Card", member), token) as phone:
        assert data_of(await anext(phone))["cardChanged"]["unreadCount"] == 0
        following = asyncio.create_task(anext(phone))
        await put(tenant, member, "one")
        await touch_topics_of(tenant)
        async with asyncio.timeout(20):
            assert data_of(await following)["cardChanged"]["unreadCount"] == 1
