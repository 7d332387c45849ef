"""Many open phones in a process of their own: graphql-transport-ws over plain sockets, noting when each value came.

Reads one line of JSON: port, query, and a token and card id for each socket. Answers `ready` once every socket has its
first value, and at the line `stop` with what was pushed since: socket, balance, moment on the system's monotonic clock.
"""

import base64
import json
import os
import selectors
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any

WAIT_SECONDS = 30.0
TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def frame(kind: int, payload: bytes) -> bytes:
    """A client's frame (RFC 6455, 5.2); the mask of zeros leaves the payload as it is."""
    size = len(payload)
    if size < 126:
        head = bytes([0x80 | kind, 0x80 | size])
    elif size < 65_536:
        head = bytes([0x80 | kind, 0x80 | 126]) + size.to_bytes(2, "big")
    else:
        head = bytes([0x80 | kind, 0x80 | 127]) + size.to_bytes(8, "big")
    return head + b"\0\0\0\0" + payload


@dataclass(slots=True)
class Phone:
    """One socket."""

    number: int
    link: socket.socket
    received: bytearray = field(default_factory=bytearray)

    def send(self, message: dict[str, Any]) -> None:
        """One message of the protocol."""
        self.link.sendall(frame(TEXT, json.dumps(message).encode()))

    def messages(self) -> list[dict[str, Any]]:
        """What has come whole. Answers pings. Raises ConnectionError where the server closed."""
        received = self.link.recv(65_536)
        if not received:
            raise ConnectionError(f"the server hung up on socket {self.number}")
        self.received += received
        found = []
        while (cut := self._cut()) is not None:
            kind, payload = cut
            if kind == TEXT:
                found.append(json.loads(payload))
            elif kind == PING:
                self.link.sendall(frame(PONG, payload))
            elif kind == CLOSE:
                raise ConnectionError(f"the server closed socket {self.number}: {payload[2:]!r}")
        return found

    def _cut(self) -> tuple[int, bytes] | None:
        data = self.received
        if len(data) < 2:
            return None
        start, size = 2, data[1] & 0x7F
        if size >= 126:
            start = 4 if size == 126 else 10
            size = int.from_bytes(data[2:start], "big")
        if len(data) < start + size:
            return None
        kind, payload = data[0] & 0x0F, bytes(data[start : start + size])
        del data[: start + size]
        return kind, payload


def connect(number: int, port: int) -> Phone:
    """A phone whose handshake is done."""
    link = socket.create_connection(("127.0.0.1", port), timeout=WAIT_SECONDS)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    link.sendall(
        f"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
    )
    phone = Phone(number, link)
    while (end := phone.received.find(b"\r\n\r\n")) < 0:
        phone.received += link.recv(4_096)
    if not phone.received.startswith(b"HTTP/1.1 101"):
        raise ConnectionError(bytes(phone.received[:200]).decode())
    del phone.received[: end + 4]
    return phone


def subscribe(phone: Phone, query: str, token: str, card: str) -> None:
    """Introduces itself, subscribes, and waits for the first value."""
    phone.send({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})
    _expect(phone, "connection_ack")
    payload = {"query": query, "variables": {"cardId": card}}
    phone.send({"id": "1", "type": "subscribe", "payload": payload})
    _expect(phone, "next")


def _expect(phone: Phone, kind: str) -> None:
    while not (messages := phone.messages()):
        pass
    if messages[0]["type"] != kind or "errors" in messages[0].get("payload", {}):
        raise ConnectionError(f"not {kind}: {messages[0]}")


def main() -> None:
    """One round."""
    given = json.loads(sys.stdin.buffer.readline())
    poll = selectors.DefaultSelector()
    for number, (token, card) in enumerate(given["subscriptions"]):
        phone = connect(number, given["port"])
        subscribe(phone, given["query"], token, card)
        poll.register(phone.link, selectors.EVENT_READ, phone)
    poll.register(sys.stdin, selectors.EVENT_READ, None)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    pushed: list[tuple[int, int, float]] = []
    told_to_stop = False
    while not told_to_stop:
        for key, _ in poll.select():
            if key.data is None:
                told_to_stop = True
                continue
            now = time.monotonic()
            for message in key.data.messages():
                if message["type"] != "next" or "errors" in message["payload"]:
                    raise ConnectionError(f"not a value: {message}")
                pushed.append((key.data.number, message["payload"]["data"]["cardChanged"]["balance"], now))
    json.dump(pushed, sys.stdout)


if __name__ == "__main__":
    main()
