"""Points as money: accounts, double entries, lots, expiry."""
