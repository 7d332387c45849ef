"""The file of dead rows: what could not be imported, with the reason, ready to be mended and imported itself."""

import csv
import io
import os
from collections.abc import Sequence
from pathlib import Path

from api.purchases.service.importing.reading import DeadRow

REASONS = ("refused_code", "refused_because")


def write_dead(path: Path, columns: Sequence[str], rows: Sequence[DeadRow], keep_bytes: int) -> int:
    """Writes rows after the first `keep_bytes`; its length then. What a crash left behind those bytes is cut off.

    The file is on disk when this returns, so that it is never behind the books.
    """
    if not rows and not keep_bytes:
        return 0
    with path.open("r+b" if path.exists() else "w+b") as file:
        file.truncate(keep_bytes)
        file.seek(keep_bytes)
        file.write(_as_csv(rows, columns, with_header=keep_bytes == 0).encode())
        file.flush()
        os.fsync(file.fileno())
        return file.tell()


def _as_csv(rows: Sequence[DeadRow], columns: Sequence[str], *, with_header: bool) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if with_header:
        writer.writerow([*columns, *REASONS])
    for row in rows:
        missing = len(columns) - len(row.cells)
        writer.writerow([*row.cells, *[""] * missing, row.code, row.reason])
    return text.getvalue()
