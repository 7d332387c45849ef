"""The development inbox: newest first, by address, and bounded."""

import pytest

from api.core import redis
from api.customers.types import CodeChannel, CodeMessage
from api.integrations import dev_inbox
from tests.factories.customers import some_phone

pytestmark = pytest.mark.integration


async def test_codes_are_read_newest_first_by_phone(db: None) -> None:
    """Given codes to two phones, when one is asked for, then its codes come newest first, with a sentence."""
    one, two, inbox = some_phone(), some_phone(), dev_inbox.DevInbox()
    for phone, code in ((one, "111111"), (two, "222222"), (one, "333333")):
        await inbox.send_code(CodeMessage(phone, code, CodeChannel.WHATSAPP, "en", 10))
    found = await dev_inbox.messages(one)
    assert [each["code"] for each in found] == ["333333", "111111"]
    assert (found[0]["to"], found[0]["channel"]) == (one, "whatsapp")
    assert found[0]["text"].startswith("333333 is your Regulars code to sign in. It is good for 10 minutes.")
    assert [each["to"] for each in (await dev_inbox.messages())[:3]] == [one, two, one]


async def test_the_oldest_are_forgotten(db: None) -> None:
    """Given more messages than are kept, then the newest 500 are there."""
    for nr in range(dev_inbox.KEPT + 5):
        await dev_inbox.deliver("someone@example.com", "email", f"Message {nr}")
    found = await dev_inbox.messages()
    assert len(found) == dev_inbox.KEPT == 500
    assert (found[0]["text"], found[-1]["text"]) == ("Message 504", "Message 5")
    await redis.client().delete(redis.key("inbox"))
