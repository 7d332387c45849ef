"""Pure decisions of the sync."""
