"""Sales: bills with their lines, points and returns; earn rules; a store's day."""
