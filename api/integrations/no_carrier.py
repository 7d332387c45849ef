"""No carrier: what stands in for one until it is configured, and says so."""

import structlog

from api.customers.ports import SendFailed
from api.customers.types import CodeMessage

log = structlog.get_logger(__name__)


class NoCarrier:
    """A CodeSender that refuses, so that nobody waits for a code that cannot come."""

    async def send_code(self, message: CodeMessage, /) -> None:
        """Raises SendFailed."""
        log.error("codes.no_carrier", channel=message.channel)
        raise SendFailed("No carrier for one-time codes is configured.")
