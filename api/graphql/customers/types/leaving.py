"""Somebody's data as a file, and the wish to be forgotten."""

from datetime import datetime

import strawberry

from api import customers
from api.graphql.base import (
    column,
    reads,
)
from api.graphql.customers.enums import ExportState


@reads(customers.DATA_EXPORTS)
@strawberry.type(description="All that is kept of somebody, as a file for them.")
class DataExport:
    """An export."""

    requested_at: datetime = column("When it was asked for.")
    state: ExportState = column("Whether it can be read.")
    progress: float = column("How much of it is made, from 0 to 1.")
    url: str | None = column("Where it can be read; null while it is made, and after a day.")
    bytes: int = column("How large the file is.")
    expires_at: datetime = column("Until when the link is good.")


@reads(customers.ERASURES)
@strawberry.type(
    description="A wish to be forgotten that waits for its day, and can be taken back until then."
)
class Erasure:
    """A wish."""

    requested_at: datetime = column("Since when.")
    due_at: datetime = column("When everything personal is deleted, and points and vouchers are given up.")
    staff_name: str = column("Which staff noted it; empty where the customer asked in the app.")
