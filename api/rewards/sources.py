"""What is published of rewards and vouchers."""

from api.core.reading import Source

REWARDS = Source("reward", ("program_id", "business_id"))
REWARD_TEXTS = Source("reward_text", ("program_id", "business_id"))
VOUCHERS = Source("voucher", ("program_id", "business_id"))
VOUCHER_USES = Source("voucher_use", ("program_id", "business_id"))
VOUCHER_BATCHES = Source("voucher_batch", ("program_id", "business_id"))
