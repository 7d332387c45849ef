"""Verbs that move points. Each is one call of one function in the database: it happens whole, once, or not at all."""

from api.ledger.service.awards import adjust, earn, opening_balance
from api.ledger.service.bulk import earn_many, post_staged, stage_many
from api.ledger.service.expiry import (
    continue_extensions,
    extend,
    reinstate,
    reinstate_by_hand,
)
from api.ledger.service.expiry import preview as preview_extension
from api.ledger.service.holding import held_points, release_held
from api.ledger.service.pending import cancel_pending, release_pending
from api.ledger.service.redemptions import redeem, transfer
from api.ledger.service.reminders import remind, remind_due
from api.ledger.service.reversals import reverse_earn, reverse_redeem
from api.ledger.service.sweeps import expire, expire_due, release, release_due

__all__ = [
    "adjust",
    "cancel_pending",
    "continue_extensions",
    "earn",
    "earn_many",
    "expire",
    "expire_due",
    "extend",
    "held_points",
    "opening_balance",
    "post_staged",
    "preview_extension",
    "redeem",
    "reinstate",
    "reinstate_by_hand",
    "release",
    "release_due",
    "release_held",
    "release_pending",
    "remind",
    "remind_due",
    "reverse_earn",
    "reverse_redeem",
    "stage_many",
    "transfer",
]
