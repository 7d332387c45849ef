"""Verbs that move points. Each is one call of one function in the database: it happens whole, once, or not at all."""

from api.ledger.service.awards import adjust, earn, opening_balance
from api.ledger.service.bulk import earn_many, post_staged, stage_many
from api.ledger.service.redemptions import receive, redeem, redeem_shared, send, send_back, transfer
from api.ledger.service.reversals import reverse_earn, reverse_redeem
from api.ledger.service.sweeps import expire, expire_due, release, release_due

__all__ = [
    "adjust",
    "earn",
    "earn_many",
    "expire",
    "expire_due",
    "opening_balance",
    "post_staged",
    "receive",
    "redeem",
    "redeem_shared",
    "release",
    "release_due",
    "reverse_earn",
    "reverse_redeem",
    "send",
    "send_back",
    "stage_many",
    "transfer",
]
