"""Servers that live in a data folder: PostgreSQL and Valkey from installed wheels, and who holds the folder."""

from api.core.embedded.folder import DataFolder, FolderInUseError, RunningState, start_time_of
from api.core.embedded.ports import free_port, holder_of, listen_on
from api.core.embedded.postgres import EmbeddedPostgres
from api.core.embedded.process import Process, ServerStartError
from api.core.embedded.servers import EmbeddedServers
from api.core.embedded.valkey import EmbeddedValkey

__all__ = [
    "DataFolder",
    "EmbeddedPostgres",
    "EmbeddedServers",
    "EmbeddedValkey",
    "FolderInUseError",
    "Process",
    "RunningState",
    "ServerStartError",
    "free_port",
    "holder_of",
    "listen_on",
    "start_time_of",
]
