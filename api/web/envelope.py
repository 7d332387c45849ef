"""Around every request: its id, one line in the log without personal data, and the figures for /metrics."""

import re
import time
from functools import lru_cache

import structlog
from prometheus_client import Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.core.ids import new_id
from api.core.telemetry import access

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
QUIET_PATHS = frozenset({"/health", "/metrics"})
DOORS = (
    "/graphql/stream",
    "/graphql",
    "/health",
    "/metrics",
    "/docs",
    "/erp/",
    "/dev",
    "/r/",
    "/hooks/",
    "/wallet/",
    "/mcp",
)
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

requests_total = Counter("regulars_http_requests_total", "Requests answered", ("door", "method", "status"))
request_seconds = Histogram("regulars_http_request_seconds", "Time to answer", ("door",), buckets=BUCKETS)
METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})


class Envelope:
    """Outermost middleware. Gives the id back as X-Request-Id; takes a caller's own where it is harmless."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wraps one request or socket."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get("x-request-id", "")
        scope["request_id"] = given if REQUEST_ID.fullmatch(given) else new_id().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=scope["request_id"])
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        status = 500

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = scope["request_id"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            note(scope, status, time.perf_counter() - started)


def note(scope: Scope, status: int, seconds: float) -> None:
    """One line in the log and the figures of one request."""
    path: str = scope["path"]
    door = next((each for each in DOORS if path.startswith(each)), "site")
    method = scope["method"] if scope["method"] in METHODS else "other"
    _requests(door, method, status).inc()
    _seconds(door).observe(seconds)
    if path not in QUIET_PATHS:
        # the door, not the path: a path may hold a code, a phone number or a token
        access.note(scope["request_id"], door, method, status, seconds)


@lru_cache(maxsize=1_024)
def _requests(door: str, method: str, status: int) -> Counter:
    return requests_total.labels(door, method, status)


@lru_cache(maxsize=len(DOORS) + 1)
def _seconds(door: str) -> Histogram:
    return request_seconds.labels(door)
