"""Outside sales systems: connections, mappings, cursors, revisions, reconciliation."""

from api.erp.service.leasing import claim
from api.erp.service.working import work_now, work_on

__all__ = ["claim", "work_now", "work_on"]
