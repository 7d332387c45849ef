"""Which media type a client wants, and which it sent."""

from functools import lru_cache

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
EVENTS = "text/event-stream"
HTML = "text/html"


@lru_cache(maxsize=512)
def accepted(header: str | None, offers: tuple[str, ...]) -> str | None:
    """The offer that an Accept header prefers; the first where it says nothing, None where it wants none of them."""
    if header is None or not header.strip():
        return offers[0]
    best: tuple[float, int] | None = None
    chosen: str | None = None
    for rank, offer in enumerate(offers):
        weight = max((_weight(part, offer) for part in header.split(",")), default=0.0)
        if weight > 0 and (best is None or (weight, -rank) > best):
            best, chosen = (weight, -rank), offer
    return chosen


def _weight(part: str, offer: str) -> float:
    """How much one part of an Accept header likes an offer; 0 for not at all. An exact name counts a little more."""
    name, _, parameters = part.strip().lower().partition(";")
    name = name.strip()
    exact = name == offer
    if not (exact or name == "*/*" or name == offer.partition("/")[0] + "/*"):
        return 0.0
    quality, charset = 1.0, "utf-8"
    for parameter in parameters.split(";"):
        key, _, value = parameter.strip().partition("=")
        if key == "q":
            quality = _number(value)
        elif key == "charset":
            charset = value.strip('" ')
    if charset not in ("utf-8", "utf8"):
        return 0.0
    return quality + 1e-6 if exact and quality > 0 else quality


def _number(text: str) -> float:
    try:
        return max(0.0, min(1.0, float(text)))
    except ValueError:
        return 0.0


def is_json(content_type: str | None) -> bool:
    """True for `application/json` in UTF-8."""
    name, _, parameters = (content_type or "").lower().partition(";")
    if name.strip() != JSON:
        return False
    for parameter in parameters.split(";"):
        key, _, value = parameter.strip().partition("=")
        if key == "charset" and value.strip('" ') not in ("utf-8", "utf8"):
            return False
    return True
