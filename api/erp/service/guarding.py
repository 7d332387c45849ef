"""Before a source is read: its host is one that may be read, its file lies where files may lie."""

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

from api.core.errors import BadInput
from api.core.settings import get_settings
from api.erp.rules import BY_FILE, check_addresses, name_of
from api.erp.types import Source

RESOLVE_SECONDS = 3.0
NOT_BELOW = "This path is not below the folder for files of this installation."


async def guarded(source: Source) -> Source:
    """The source with its path made whole. Refuses with BAD_INPUT what must not be read, at `host`, `path` or `kind`.

    A name is looked up afresh each time: what it led to yesterday says nothing. One that leads nowhere passes, as the
    reader tells that better.
    """
    if source.kind in BY_FILE:
        path = await asyncio.to_thread(_path, source.path)
        return replace(source, path=path)
    addresses = await _addresses(name_of(source.host))
    check_addresses(source.host, addresses, get_settings().erp_allowed_hosts)
    return source


def _path(given: str) -> str:
    settings = get_settings()
    if settings.erp_files_folder is None:
        if settings.is_local:
            return str(Path(given).resolve())
        raise BadInput("This installation reads no files: ERP_FILES_FOLDER names no folder.", path=("kind",))
    root = settings.erp_files_folder.resolve()
    path = (root / given).resolve()  # follows links, so that none leads out
    if not path.is_relative_to(root):
        raise BadInput(NOT_BELOW, path=("path",))
    return str(path)


async def _addresses(name: str) -> list[str]:
    lookup = asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    try:
        found = await asyncio.wait_for(lookup, RESOLVE_SECONDS)
    except (OSError, UnicodeError, TimeoutError):
        return [name]
    return [str(address[0]) for *_, address in found]
