"""What the desk asks of the workers' side: rows tried again, a bill given to a customer."""

from collections.abc import Sequence
from uuid import UUID

from api.erp.types import Tally


async def replay(stream_id: UUID, dead_row_ids: Sequence[UUID]) -> Tally:
    """Tries dead rows of a stream again by its mapping of today, in the caller's transaction."""
    raise NotImplementedError(f"replay of {stream_id}: {len(dead_row_ids)} rows")


async def attach(doc_id: UUID, membership_id: UUID) -> int:
    """Gives an unattached bill to a member, in the caller's transaction; the points that it earned."""
    raise NotImplementedError(f"attach {doc_id} to {membership_id}")
