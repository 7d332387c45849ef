"""From a driver's error to a sentence for the person who runs the shop's system."""

import socket

from api.erp.types import Problem, Source, SourceFailed, SourceKind
from api.integrations.sql_erp.engine import Engine

PROBE_SECONDS = 3.0
TEXT_LIMIT = 300
# what a driver says when no connection came about, and may be of an earlier try: pymssql keeps numbers for the process
DOUBTFUL = frozenset(
    {None, Problem.CONNECTION_LOST, Problem.TIMED_OUT, Problem.LOGIN_FAILED, Problem.DATABASE_UNKNOWN}
)
BY_PATH = frozenset({SourceKind.SQLITE, SourceKind.CSV_FOLDER})
PORTS = {SourceKind.MSSQL: 1433, SourceKind.POSTGRESQL: 5432, SourceKind.MYSQL: 3306}

SENTENCES = {
    Problem.NAME_NOT_FOUND: "No machine is known by the name {host}. Check the server's name, or give its IP address.",
    Problem.CONNECTION_REFUSED: (
        "{host} takes no connection on port {port}. Check that {title} is running there, that TCP/IP is switched on, "
        "and that the firewall lets this machine in."
    ),
    Problem.LOGIN_FAILED: (
        "{title} at {host} refused the sign-in of “{username}”. Check user name and password, and that this login may "
        "come from this machine with a password."
    ),
    Problem.DATABASE_UNKNOWN: (
        "{title} at {host} has no database “{database}” that “{username}” may open. Check its name, or grant access."
    ),
    Problem.RIGHTS_MISSING: (
        "“{username}” may not read what is asked for in “{database}”. Grant it SELECT on the tables and views.{detail}"
    ),
    Problem.TIMED_OUT: (
        "{title} at {host} did not answer in time. It may be busy or locked, or the table wants an index on the column "
        "by which it is read."
    ),
    Problem.VERSION_UNSUPPORTED: "{title} cannot do what this stream needs.{detail}",
    Problem.ENCRYPTION_FAILED: (
        "No encrypted connection with {host} came about. Install a certificate in {title}, or switch encryption off "
        "where the network is your own.{detail}"
    ),
    Problem.PATH_NOT_FOUND: "Nothing can be read at {path}. Check the path, and that the program may read it.",
    Problem.TABLE_UNKNOWN: "A table of this stream is not there, or “{username}” may not see it.{detail}",
    Problem.COLUMN_UNKNOWN: "A column of this stream is not there.{detail}",
    Problem.CONNECTION_LOST: (
        "The connection to {title} at {host} broke. It is opened again with the next try; if this goes on, look at the "
        "network and at the server's log."
    ),
    Problem.RESYNC_NEEDED: (
        "{title} no longer knows the changes since the last reading. Read the stream anew from its beginning, or let "
        "the server keep changes for longer."
    ),
    Problem.UNEXPECTED: "{title} answered with an error.{detail}",
}


def failure(
    problem: Problem, source: Source, engine: Engine, error: Exception | str | None = None
) -> SourceFailed:
    """The problem as something to raise; what the driver said comes along without passwords."""
    said = _said(error, source)
    words = SENTENCES[problem].format(
        host=source.host,
        port=source.port or PORTS.get(source.kind, ""),
        title=engine.title,
        username=source.username,
        database=source.database,
        path=source.path,
        detail=f" ({said})" if said else "",
    )
    return SourceFailed(problem, words)


def not_opened(error: Exception, source: Source, engine: Engine) -> SourceFailed:
    """Why no connection came about; where the driver does not tell, the network is asked."""
    problem = engine.problem_of(error)
    if problem in DOUBTFUL and source.kind not in BY_PATH:
        problem = _probed(source, problem)
    return failure(problem or Problem.UNEXPECTED, source, engine, error)


def not_read(error: Exception, source: Source, engine: Engine) -> SourceFailed:
    """Why a statement got no answer."""
    return failure(engine.problem_of(error) or Problem.UNEXPECTED, source, engine, error)


def _probed(source: Source, otherwise: Problem | None) -> Problem | None:
    """What stands in the way before the driver's own words count: the name, the port."""
    port = source.port or PORTS[source.kind]
    try:
        socket.getaddrinfo(source.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return Problem.NAME_NOT_FOUND
    seconds = min(PROBE_SECONDS, source.connect_timeout_seconds)
    try:
        socket.create_connection((source.host, port), timeout=seconds).close()
    except TimeoutError:
        return Problem.TIMED_OUT
    except OSError:
        return Problem.CONNECTION_REFUSED
    return otherwise


def _said(error: Exception | str | None, source: Source) -> str:
    """The driver's own words on one line, without secrets, of bounded length."""
    if error is None:
        return ""
    parts = [error] if isinstance(error, str) else _parts(error)
    text = " ".join(" ".join(parts).split())
    for secret in filter(None, (source.password,)):
        text = text.replace(secret, "•••")
    return text[:TEXT_LIMIT]


def _parts(error: Exception) -> list[str]:
    found: list[str] = []
    waiting: list[object] = list(error.args)
    while waiting:
        part = waiting.pop(0)
        if isinstance(part, tuple):
            waiting[:0] = part
        else:
            found.append(part.decode("utf-8", "replace") if isinstance(part, bytes) else str(part))
    return found
