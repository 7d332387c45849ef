"""What is published of points."""

from api.core.reading import Source

BALANCES = Source("balance", ("program_id",))
EXPIRING = Source("expiring", ("program_id",))
TRANSACTIONS = Source("transaction", ("program_id",))
