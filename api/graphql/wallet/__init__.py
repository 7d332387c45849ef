"""The card: as its holder sees it, live; and at the till, by code."""
