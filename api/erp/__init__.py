"""Outside sales systems: connections, mappings, cursors, revisions, reconciliation."""

from api.erp.service.leasing import claim
from api.erp.service.working import work_now, work_on
from api.erp.types import RunKind, SourceFailed

__all__ = ["RunKind", "SourceFailed", "claim", "work_now", "work_on"]
