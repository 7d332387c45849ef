"""Codes through a gateway that speaks real HTTP on loopback."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest
from pydantic import SecretStr
from typing_extensions import override

from api.core.settings import Settings
from api.customers.ports import SendFailed
from api.customers.types import CodeChannel, CodeMessage
from api.integrations.sms_gateway import SmsGateway

pytestmark = pytest.mark.integration

MESSAGE = CodeMessage(
    phone="+919822041763", code="407915", channel=CodeChannel.SMS, minutes=10, language="en"
)


class Gateway:
    """Keeps what it was sent; answers with the statuses it was given, the last one for ever."""

    def __init__(self, *statuses: int) -> None:
        self.received: list[tuple[str | None, dict[str, Any]]] = []
        self._statuses = list(statuses)
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.received.append((self.headers["Authorization"], orjson.loads(body)))
                self.send_response(gateway.next_status())
                self.send_header("Content-Length", "0")
                self.end_headers()

            @override
            def log_message(self, format: str, *args: object) -> None:
                """Quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/messages"

    def next_status(self) -> int:
        return self._statuses.pop(0) if len(self._statuses) > 1 else self._statuses[0]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def gateways() -> Iterator[list[Gateway]]:
    opened: list[Gateway] = []
    yield opened
    for gateway in opened:
        gateway.close()


def sender(url: str) -> SmsGateway:
    settings = Settings(
        sms_gateway_url=url, sms_gateway_token=SecretStr("t0ken"), sms_gateway_sender="Bakery"
    )
    return SmsGateway(settings, pause_seconds=0)


async def test_a_code_arrives_with_the_token(gateways: list[Gateway]) -> None:
    gateways.append(Gateway(202))

    await sender(gateways[0].url).send_code(MESSAGE)

    [(authorization, body)] = gateways[0].received
    assert authorization == "Bearer t0ken"
    assert body == {
        "to": "+919822041763",
        "text": "407915 is your Regulars code to sign in. It is good for 10 minutes. Never tell it to anyone.",
        "channel": "sms",
        "sender": "Bakery",
    }


async def test_a_busy_gateway_is_asked_again(gateways: list[Gateway]) -> None:
    gateways.append(Gateway(503, 429, 200))
    await sender(gateways[0].url).send_code(MESSAGE)
    assert len(gateways[0].received) == 3


async def test_a_gateway_that_stays_busy_is_a_failure(gateways: list[Gateway]) -> None:
    gateways.append(Gateway(503))
    with pytest.raises(SendFailed):
        await sender(gateways[0].url).send_code(MESSAGE)
    assert len(gateways[0].received) == 3


async def test_a_refusal_is_not_tried_again(gateways: list[Gateway]) -> None:
    gateways.append(Gateway(400))
    with pytest.raises(SendFailed):
        await sender(gateways[0].url).send_code(MESSAGE)
    assert len(gateways[0].received) == 1


async def test_nobody_there_is_a_failure() -> None:
    with pytest.raises(SendFailed):
        await sender("http://127.0.0.1:9/messages").send_code(MESSAGE)
