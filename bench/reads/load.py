"""A load generator in a process of its own: keep-alive connections that each ask again as soon as they are answered.

Plain sockets and one selector: it spends about a tenth of what the leanest server spends on the same request.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle

CONNECTIONS = 32
END_SECONDS = 30.0  # after the time is over, what is on its way may take this long
EACH_ONCE_SECONDS = 600.0
LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it. Latencies in milliseconds; `cpu_seconds` is the generator's own."""

    requests: int
    failures: int
    seconds: float
    p50: float
    p99: float
    bytes_each: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds


def request(port: int, body: bytes, token: str = "", path: str = "/graphql") -> bytes:
    """A POST of a GraphQL request as it goes over the wire."""
    authorization = f"Authorization: Bearer {token}\r\n" if token else ""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n{authorization}\r\n"
    )
    return head.encode() + body


def ask(port: int, message: bytes) -> bytes:
    """One request on a connection of its own; the body of the answer. Raises ValueError for any status but 200."""
    with socket.create_connection(("127.0.0.1", port), timeout=END_SECONDS) as link:
        link.sendall(message)
        answer = Answer()
        while not answer.add(link.recv(65536)):
            pass
        if not answer.is_good():
            raise ValueError(bytes(answer.data[:2000]).decode(errors="replace"))
        return bytes(answer.data[answer.body_at :])


class Answer:
    """Collects one HTTP answer with a Content-Length."""

    __slots__ = ("body_at", "data", "whole")

    def __init__(self) -> None:
        self.data = bytearray()
        self.body_at = 0
        self.whole = 0

    def add(self, received: bytes) -> bool:
        """True once it is complete. Raises ConnectionError where the server hung up."""
        if not received:
            raise ConnectionError("the server closed the connection in the middle of an answer")
        self.data += received
        if not self.whole:
            end = self.data.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = bytes(self.data[:end]).lower()
            at = head.index(LENGTH) + len(LENGTH)
            self.body_at = end + 4
            self.whole = self.body_at + int(head[at:].split(b"\r\n", 1)[0])
        return len(self.data) >= self.whole

    def is_good(self) -> bool:
        """True for 200 with data and without errors: both of the servers' orders of the two keys are looked at."""
        start = bytes(self.data[self.body_at : self.body_at + 10])
        return (
            self.data.startswith(b"HTTP/1.1 200")
            and start.startswith(b'{"data":{')
            and not (self.data.endswith(b"]}") and b'"errors":[' in self.data)
        )


class Client:
    """One connection: sends the next message, waits for the answer."""

    __slots__ = ("answer", "link", "sent_at")

    def __init__(self, port: int) -> None:
        self.link = socket.create_connection(("127.0.0.1", port), timeout=END_SECONDS)
        self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answer = Answer()
        self.sent_at = 0.0

    def send(self, message: bytes) -> None:
        """Asks."""
        self.answer = Answer()
        self.sent_at = time.perf_counter()
        self.link.sendall(message)


def run(port: int, messages: Sequence[bytes], seconds: float, connections: int = CONNECTIONS) -> Load:
    """Asks messages by turns for that long; each once where `seconds` is 0."""
    turns = cycle(messages) if seconds else iter(messages)
    poll = selectors.DefaultSelector()
    began, cpu = time.perf_counter(), time.process_time()
    waiting = min(connections, len(messages))
    for _ in range(waiting):
        client = Client(port)
        poll.register(client.link, selectors.EVENT_READ, client)
        client.send(next(turns))
    end = began + (seconds or EACH_ONCE_SECONDS)
    latencies: list[float] = []
    failures = size = 0
    while waiting:
        for key, _ in poll.select(END_SECONDS) or _nobody(end):
            client = key.data
            if not client.answer.add(client.link.recv(262_144)):
                continue
            now = time.perf_counter()
            latencies.append(now - client.sent_at)
            failures += not client.answer.is_good()
            size += client.answer.whole - client.answer.body_at
            following = next(turns, None) if now < end else None
            if following is not None:
                client.send(following)
            else:
                poll.unregister(client.link)
                client.link.close()
                waiting -= 1
    took = time.perf_counter() - began
    latencies.sort()
    return Load(
        requests=len(latencies),
        failures=failures,
        seconds=took,
        p50=latencies[len(latencies) // 2] * 1000,
        p99=latencies[int(len(latencies) * 0.99)] * 1000,
        bytes_each=size / len(latencies),
        cpu_seconds=time.process_time() - cpu,
    )


def _nobody(end: float) -> list[tuple[selectors.SelectorKey, int]]:
    if time.perf_counter() > end + END_SECONDS:
        raise TimeoutError("the server does not answer any more")
    return []


def run_beside(port: int, messages: Sequence[bytes], seconds: float, connections: int = CONNECTIONS) -> Load:
    """`run` in a process of its own."""
    given = {
        "port": port,
        "messages": [message.decode() for message in messages],
        "seconds": seconds,
        "connections": connections,
    }
    done = subprocess.run(
        [sys.executable, "-P", __file__], input=json.dumps(given), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"the load generator failed:\n{done.stderr[-2000:]}")
    return Load(**json.loads(done.stdout))


def main() -> None:
    """A run as asked for on standard input; the result on standard output."""
    given = json.load(sys.stdin)
    messages = [text.encode() for text in given["messages"]]
    json.dump(asdict(run(given["port"], messages, given["seconds"], given["connections"])), sys.stdout)


if __name__ == "__main__":
    main()
