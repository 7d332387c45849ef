"""What is published of points, and of what businesses owe each other for them."""

from api.core.reading import Source

BALANCES = Source("balance", ("program_id",))
EXPIRING = Source("expiring", ("program_id",))
TRANSACTIONS = Source("transaction", ("program_id",))
USE_BY = Source("use_by", ("program_id",))
EXPIRED = Source("expired_points", ("program_id",))
PENDING = Source("pending_points", ("program_id", "business_id"))
EXTENSIONS = Source("extension", ("program_id", "business_id"))
IMPORTS = Source("balance_import", ("program_id", "business_id"))
IMPORT_PROBLEMS = Source("balance_import_problem", ("program_id", "business_id"))
CLEARING_RATES = Source("clearing_rate", ("program_id",))
CLEARING_PACKS = Source("clearing_pack", ("program_id",))
PERIODS = Source("settlement_period", ("program_id",))
STATEMENTS = Source("settlement_statement", ("program_id",))
SETTLEMENT_LINES = Source("settlement_line", ("program_id",))
SETTLEMENT_PAYMENTS = Source("settlement_payment", ("program_id",))
CLEARED = Source("cleared", ("program_id", "business_id"))
OPEN_CLEARING = Source("open_clearing", ("program_id", "business_id"))
