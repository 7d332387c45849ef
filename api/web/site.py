"""The PWA's files: names with a hash for ever, the rest asked again, unknown pages answered by the app itself."""

import gzip
import json
import mimetypes
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

IMMUTABLE = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
HASHED_FOLDER = "assets/"
INDEX = "index.html"
PRELOAD = "preload.json"
COMPRESSIBLE = ("text/", "application/javascript", "application/json", "application/wasm", "image/svg+xml")
PRELOADED = {".js": "modulepreload", ".css": "preload; as=style; crossorigin"}
NOT_BUILT = "The app is not built yet. Run `make run`, which builds it.\n"
TYPES = {
    ".webmanifest": "application/manifest+json",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".js": "text/javascript",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it goes out: its bytes by encoding, and what to say about them."""

    stamp: tuple[int, int]
    media_type: str
    etag: str
    bodies: dict[str, bytes]

    def best(self, encodings: str) -> tuple[str, bytes]:
        """The smallest form that the client takes."""
        for name in ("br", "gzip"):
            if name in self.bodies and name in encodings:
                return name, self.bodies[name]
        return "", self.bodies[""]


class Site:
    """The ASGI app behind every path that is no other door."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._assets: dict[str, Asset] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request for a file or a page."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        response = await to_thread.run_sync(self._respond, scope["method"], scope["path"], headers)
        await response(scope, receive, send)

    def _respond(self, method: str, path: str, headers: Headers) -> Response:
        if method not in ("GET", "HEAD"):
            return PlainTextResponse("Use GET.\n", 405, {"Allow": "GET, HEAD"})
        name = path.lstrip("/") or INDEX
        asset = self._find(name)
        if asset is None and (name == INDEX or _is_page(name, headers)):
            name, asset = INDEX, self._find(INDEX)
            if asset is None:
                return PlainTextResponse(NOT_BUILT, 503)
        if asset is None:
            return PlainTextResponse("There is no such file.\n", 404)
        links = self._links(path, headers) if name == INDEX else ""
        return _show(name, asset, headers, links)

    def _links(self, path: str, headers: Headers) -> str:
        """What this page's first screen needs, told before the page's own code can ask for it."""
        asset = self._find(PRELOAD)
        by_language: dict[str, list[str]] = (
            json.loads(asset.bodies[""]).get(path.rstrip("/"), {}) if asset else {}
        )
        language = headers.get("accept-language", "")[:2].lower()
        files = by_language.get(language) or next(iter(by_language.values()), [])
        return ", ".join(f"</{file}>; rel={PRELOADED[Path(file).suffix]}" for file in files)

    def _find(self, name: str) -> Asset | None:
        """The file of that name inside the folder, read once and again when it changes."""
        try:
            file = (self._folder / name).resolve()
            if not file.is_relative_to(self._folder) or not file.is_file():
                return None
            status = file.stat()
        except (OSError, ValueError):  # too long, or with a NUL
            return None
        stamp = (status.st_mtime_ns, status.st_size)
        known = self._assets.get(name)
        if known is None or known.stamp != stamp:
            known = self._assets[name] = _read(file, stamp)
        return known


def _read(file: Path, stamp: tuple[int, int]) -> Asset:
    content = file.read_bytes()
    media_type = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    bodies = {"": content}
    if media_type.startswith((*COMPRESSIBLE, TYPES[".webmanifest"])):
        for encoding, suffix in (("br", ".br"), ("gzip", ".gz")):
            ready = file.with_name(file.name + suffix)
            if ready.is_file() and ready.stat().st_mtime_ns >= stamp[0]:  # an older one is of another file
                bodies[encoding] = ready.read_bytes()
        bodies.setdefault("gzip", gzip.compress(content, compresslevel=9, mtime=0))
    charset = "; charset=utf-8" if media_type.startswith("text/") else ""
    return Asset(stamp, media_type + charset, blake2b(content, digest_size=12).hexdigest(), bodies)


def _show(name: str, asset: Asset, headers: Headers, links: str) -> Response:
    encoding, body = asset.best(headers.get("accept-encoding", ""))
    etag = f'"{asset.etag}{"-" + encoding if encoding else ""}"'
    about = {
        "Cache-Control": IMMUTABLE if name.startswith(HASHED_FOLDER) else ASK_AGAIN,
        "ETag": etag,
        "Vary": "Accept-Encoding",
    }
    if encoding:
        about["Content-Encoding"] = encoding
    if links:
        about |= {"Link": links, "Vary": "Accept-Encoding, Accept-Language"}
    known = {each.strip().removeprefix("W/") for each in headers.get("if-none-match", "").split(",")}
    if etag in known:
        return Response(status_code=304, headers=about)
    return Response(body, headers=about, media_type=asset.media_type)


def _is_page(name: str, headers: Headers) -> bool:
    """True for an address that a person may open: the app shows it, or says that there is no such page."""
    return "." not in name.rpartition("/")[2] and "text/html" in headers.get("accept", "text/html")
