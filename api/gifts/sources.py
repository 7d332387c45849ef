"""What is published of gifts."""

from api.core.reading import Source

GIFT_RULES = Source("gift_rules", ("program_id",))
GIFTS_SENT = Source("gift_sent", ("program_id",))
GIFTS_RECEIVED = Source("gift_received", ("program_id",))
MOVED_WITH = Source("tx_with", ("program_id",))
