"""The domains through the other door: relays, listeners and jobs, thin and idempotent."""
