"""What is published of points."""

from api.core.reading import Source

BALANCES = Source("balance", ("program_id",))
EXPIRING = Source("expiring", ("program_id",))
TRANSACTIONS = Source("transaction", ("program_id",))
USE_BY = Source("use_by", ("program_id",))
EXPIRED = Source("expired_points", ("program_id",))
PENDING = Source("pending_points", ("program_id", "business_id"))
EXTENSIONS = Source("extension", ("program_id", "business_id"))
