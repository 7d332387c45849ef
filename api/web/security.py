"""Headers that keep browsers safe: a strict content policy, no sniffing, no framing, HTTPS where it is on."""

from collections.abc import Mapping

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_POLICY = (
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self' {sockets}",
    "media-src 'self' blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STRICT_TRANSPORT = "max-age=31536000; includeSubDomains"
HEALTH = "/health"


class SecurityHeaders:
    """Middleware. With `https_only` it sends plain requests to https, except the health check of a load balancer."""

    def __init__(self, app: ASGIApp, *, https_only: bool, cross_origin: bool = False) -> None:
        self._app = app
        self._https_only = https_only
        policy = "; ".join(CONTENT_POLICY).format(sockets="wss:" if https_only else "ws: wss:")
        headers = {**HEADERS, "Content-Security-Policy": policy}
        if cross_origin:
            headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        self._plain = _raw(headers)
        self._secure = _raw({**headers, "Strict-Transport-Security": STRICT_TRANSPORT})

    def headers_for(self, scope: Scope) -> tuple[tuple[bytes, bytes], ...] | None:
        """What every answer to this request carries; None where it has to be sent to https first."""
        is_secure = scope["scheme"] == "https"
        if self._https_only and not is_secure:
            return None
        return self._secure if is_secure else self._plain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Adds the headers to one answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_secure = scope["scheme"] == "https"

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *(self._secure if is_secure else self._plain)]
            await send(message)

        if self._https_only and not is_secure and scope["path"] != HEALTH:
            await _to_https(scope)(scope, receive, sending)
            return
        await self._app(scope, receive, sending)


def _raw(headers: Mapping[str, str]) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.lower().encode(), value.encode()) for name, value in headers.items())


def _to_https(scope: Scope) -> RedirectResponse:
    host = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    query = f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
    return RedirectResponse(f"https://{host.partition(':')[0]}{scope['path']}{query}", 308)
