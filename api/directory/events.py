"""Facts of bulk runs."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class BulkRunMoved(Fact):
    """A bulk run began, went on, paused or ended: `state`, with how many of `total` are done."""

    name: ClassVar[str] = "directory.run_moved"

    run_id: UUID
    kind: str
    state: str
    done: int
    total: int

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"bulk:{self.run_id}",)
