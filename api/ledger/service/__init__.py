"""Verbs that move points. Each is one call of one function in the database: it happens whole, once, or not at all."""

from api.ledger.service.awards import adjust, earn, opening_balance
from api.ledger.service.bulk import earn_many, post_staged, stage_many
from api.ledger.service.clearing import (
    buy_pack,
    close_due,
    close_period,
    join_program,
    mark_invoiced,
    record_payment,
    set_netting,
    set_rate,
)
from api.ledger.service.joined import PEOPLE_PART
from api.ledger.service.posting import refusing
from api.ledger.service.redemptions import redeem, transfer
from api.ledger.service.reversals import reverse_earn, reverse_redeem
from api.ledger.service.sweeps import expire, expire_due, release, release_due

__all__ = [
    "PEOPLE_PART",
    "adjust",
    "buy_pack",
    "close_due",
    "close_period",
    "earn",
    "earn_many",
    "expire",
    "expire_due",
    "join_program",
    "mark_invoiced",
    "opening_balance",
    "post_staged",
    "record_payment",
    "redeem",
    "refusing",
    "release",
    "release_due",
    "reverse_earn",
    "reverse_redeem",
    "set_netting",
    "set_rate",
    "stage_many",
    "transfer",
]
