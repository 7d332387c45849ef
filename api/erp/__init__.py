"""Outside sales systems: connections, mappings, cursors, revisions, reconciliation."""
