"""What could not be read or posted of a file, ready to be mended and brought again."""

import csv
import io
from uuid import UUID

from api import businesses
from api.core.errors import NotFound
from api.ledger.queries.imports import imports_by_id, problems_of

MAX_PROBLEMS = 10_000


async def problems_as_csv(business_id: UUID, import_id: UUID) -> str:
    """Line, what is wrong, and the line as it was, of at most 10,000 lines. Refuses NOT_FOUND."""
    program_id = await businesses.program_of(business_id)
    if import_id not in await imports_by_id(program_id, business_id, [import_id]):
        raise NotFound("There is no such import.", path=("importId",))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["line", "problem", "text"])
    for line, content, problem in await problems_of(program_id, import_id, first=MAX_PROBLEMS):
        # a cell that a spreadsheet would take for a formula is shown as text
        shown = f"'{content}" if content[:1] in "=+-@\t\r" else content
        writer.writerow([line, problem, shown])
    return text.getvalue()
