"""One-time codes through a carrier's HTTP gateway: one JSON request a message, as local carriers offer it."""

import httpx
import structlog
from tenacity import AsyncRetrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from api.core.phone import mask_phone
from api.core.settings import Settings
from api.customers.ports import SendFailed
from api.customers.types import CodeMessage
from api.integrations.code_words import text_of

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 8.0
TRIES = 3


class Unreachable(Exception):
    """The gateway did not answer, or says that it is busy: worth another try."""


class SmsGateway:
    """A CodeSender. Sends `{to, text, channel, sender}` with a bearer token; any 2xx answer means taken.

    Tries three times where the gateway cannot be reached or is busy (429, 5xx); raises SendFailed otherwise.
    """

    def __init__(self, settings: Settings, *, pause_seconds: float = 0.2) -> None:
        self._url = settings.sms_gateway_url
        self._token = settings.sms_gateway_token.get_secret_value()
        self._sender = settings.sms_gateway_sender
        self._pause_seconds = pause_seconds

    async def send_code(self, message: CodeMessage, /) -> None:
        """Delivers a code to the phone."""
        try:
            async for attempt in AsyncRetrying(
                retry=retry_if_exception_type(Unreachable),
                stop=stop_after_attempt(TRIES),
                wait=wait_random_exponential(multiplier=self._pause_seconds, max=2),
                reraise=True,
            ):
                with attempt:
                    await self._send(message)
        except Unreachable as error:
            log.warning("codes.gateway_unreachable", to=mask_phone(message.phone), error=str(error))
            raise SendFailed("The carrier cannot be reached.") from error

    async def _send(self, message: CodeMessage) -> None:
        body = {
            "to": message.phone,
            "text": text_of(message),
            "channel": message.channel,
            "sender": self._sender,
        }
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT_SECONDS) as client:
                response = await client.post(self._url, json=body, headers=headers)
        except httpx.TransportError as error:
            raise Unreachable(type(error).__name__) from error
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
            raise Unreachable(f"status {response.status_code}")
        if not response.is_success:
            log.error("codes.gateway_refused", to=mask_phone(message.phone), status=response.status_code)
            raise SendFailed(f"The carrier refused the message with status {response.status_code}.")
