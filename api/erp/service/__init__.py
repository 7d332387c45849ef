"""Verbs of the sync."""

from api.erp.service.applying.pins import pin_hash
from api.erp.service.branches import seen_branches
from api.erp.service.claiming import claim_bill
from api.erp.service.conflicts import decide_conflict, decide_conflicts
from api.erp.service.connections import remove_connection, save_connection, test_connection
from api.erp.service.dead_rows import drop_dead_rows, edit_dead_row, replay_dead_rows
from api.erp.service.leasing import claim
from api.erp.service.mappings import dry_run, save_mapping, save_mapping_payload, starting_mapping
from api.erp.service.pausing import pause, pause_connection, resume, resume_connection
from api.erp.service.rules import save_policies, save_rules
from api.erp.service.steering import (
    go_live,
    poll_now,
    preview_reset,
    reconcile_now,
    reset_to,
    start_backfill,
)
from api.erp.service.streams import add_streams, save_spec, save_stream
from api.erp.service.tables import tables_of
from api.erp.service.working import work_now, work_on

__all__ = [
    "add_streams",
    "claim",
    "claim_bill",
    "decide_conflict",
    "decide_conflicts",
    "drop_dead_rows",
    "dry_run",
    "edit_dead_row",
    "go_live",
    "pause",
    "pause_connection",
    "pin_hash",
    "poll_now",
    "preview_reset",
    "reconcile_now",
    "remove_connection",
    "replay_dead_rows",
    "reset_to",
    "resume",
    "resume_connection",
    "save_connection",
    "save_mapping",
    "save_mapping_payload",
    "save_policies",
    "save_rules",
    "save_spec",
    "save_stream",
    "seen_branches",
    "start_backfill",
    "starting_mapping",
    "tables_of",
    "test_connection",
    "work_now",
    "work_on",
]
