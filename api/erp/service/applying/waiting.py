"""Returns that waited for their bill long enough: they go to their customer's newest bills."""

from dataclasses import replace
from datetime import timedelta

from api.core import clock, db
from api.erp.service.applying.docs import COLUMNS, to_doc
from api.erp.service.applying.stating import state
from api.erp.service.leasing import count_run, keep
from api.erp.service.loading import Work
from api.erp.types import DocState, Tally

MOST = 500
DUE = f"""
    SELECT {COLUMNS} FROM erp_doc
    WHERE connection_id = $1 AND state = 'waiting' AND first_seen_at <= $2 AND program_id = $3
    ORDER BY first_seen_at LIMIT $4
"""


async def end_waiting(work: Work) -> None:
    """Lets go of returns whose bill has not come. Should it come later, they are of it after all. Raises LeaseLost."""
    since = clock.now() - timedelta(hours=work.rules.return_wait_hours)
    asked = (work.connection_id, since, work.program.id, MOST)
    if not await db.fetch(DUE, *asked):
        return

    async def write() -> None:
        async with db.transaction():
            rows = await db.fetch(f"{DUE} FOR UPDATE", *asked)
            known = {row["key"]: to_doc(row) for row in rows}
            made = {
                key: replace(doc, state=_state(doc.membership_id is not None)) for key, doc in known.items()
            }
            points = await state(work, made, known)
            work.tally = Tally(changed=len(made), points=points)
            await count_run(work)
            await keep(work)

    await db.retrying(write)


def _state(has_member: bool) -> DocState:
    return DocState.UNREFERENCED if has_member else DocState.UNATTACHED
