"""Figures for Prometheus: only for this machine, or with the token of the settings."""

import hmac
import ipaddress

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from api.core import reactions
from api.core.settings import Settings

log = structlog.get_logger(__name__)

failing = Gauge("regulars_reactions_failing", "Reactions to facts that failed and will be tried again")
parked = Gauge("regulars_reactions_parked", "Reactions to facts that were set aside after ten attempts")
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def metrics_routes(settings: Settings) -> list[Route]:
    """/metrics."""

    async def metrics(request: Request) -> Response:
        if not _is_allowed(request, settings):
            return PlainTextResponse("Figures are shown on this machine, or with METRICS_TOKEN.\n", 403)
        await _look_at_reactions()
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return [Route("/metrics", metrics)]


async def _look_at_reactions() -> None:
    """Figures that only the database knows; where it does not answer, the others are still told."""
    try:
        found = await reactions.troubled()
    except Exception as error:  # noqa: BLE001 - whatever is wrong with the database, /health tells it
        log.warning("metrics.unknown", error=repr(error))
        return
    failing.set(found.failing)
    parked.set(found.parked)


def _is_allowed(request: Request, settings: Settings) -> bool:
    if settings.metrics_token is not None:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), settings.metrics_token.get_secret_value().encode())
    return is_from_this_machine(request)


def is_from_this_machine(request: Request) -> bool:
    """True for a loopback address; False where a proxy that is not trusted hides the real one."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
