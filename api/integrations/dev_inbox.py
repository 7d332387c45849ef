"""The development inbox: codes and messages go to a list in Redis, read at /dev/inbox, instead of to a phone."""

from collections.abc import Awaitable, Mapping, Sequence
from typing import cast

import orjson

from api.core import clock, redis
from api.customers.types import CodeMessage
from api.identity.ports import InvitationMessage
from api.integrations.code_words import text_of

KEPT = 500
INVITATION = "{by} invites you to work with {business}. Please follow {link} within seven days."


class DevInbox:
    """A CodeSender and InvitationSender that keeps what it was given."""

    async def send_code(self, message: CodeMessage, /) -> None:
        """Puts the code on top of the inbox."""
        await deliver(message.phone, message.channel, text_of(message), code=message.code)

    async def send_invitation(self, message: InvitationMessage, /) -> None:
        """Puts the invitation on top of the inbox."""
        text = INVITATION.format(by=message.invited_by, business=message.business_name, link=message.link)
        await deliver(message.email, "email", text)


async def deliver(to: str, channel: str, text: str, *, code: str = "") -> None:
    """Keeps a message; the oldest beyond 500 are forgotten."""
    at = clock.now().isoformat(timespec="milliseconds")
    entry = {"to": to, "channel": channel, "text": text, "code": code, "at": at}
    async with redis.client().pipeline(transaction=True) as pipe:
        pipe.lpush(redis.key("inbox"), orjson.dumps(entry).decode())
        pipe.ltrim(redis.key("inbox"), 0, KEPT - 1)
        await pipe.execute()


async def messages(to: str | None = None) -> Sequence[Mapping[str, str]]:
    """Kept messages, newest first; only those to one phone or address where it is given."""
    # redis-py's types leave open whether a client is asynchronous
    reading = cast("Awaitable[list[str]]", redis.client().lrange(redis.key("inbox"), 0, -1))
    kept = [orjson.loads(each) for each in await reading]
    return [each for each in kept if to is None or each["to"] == to]
