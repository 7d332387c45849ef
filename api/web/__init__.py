"""Plain doors: health, metrics, the API's documentation, the development inbox, and the PWA's files."""

from api.web.docs import docs_routes
from api.web.envelope import Envelope, note
from api.web.exports import export_routes
from api.web.health import Probes, health_routes
from api.web.inbox import inbox_routes, no_inbox_routes
from api.web.lists import list_routes
from api.web.mappings import mapping_routes
from api.web.metrics import metrics_routes
from api.web.pictures import picture_routes
from api.web.security import SecurityHeaders
from api.web.site import Site

__all__ = [
    "Envelope",
    "Probes",
    "SecurityHeaders",
    "Site",
    "docs_routes",
    "export_routes",
    "health_routes",
    "inbox_routes",
    "list_routes",
    "mapping_routes",
    "metrics_routes",
    "no_inbox_routes",
    "note",
    "picture_routes",
]
