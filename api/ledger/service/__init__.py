"""Verbs that move points. Each is one call of one function in the database: it happens whole, once, or not at all."""

from api.ledger.service.awards import adjust, earn, opening_balance
from api.ledger.service.bulk import earn_many, post_staged, stage_selected
from api.ledger.service.clearing import (
    buy_pack,
    close_due,
    close_period,
    join_program,
    mark_invoiced,
    record_payment,
    set_netting,
    set_rate,
    statement_csv,
    statement_pdf,
)
from api.ledger.service.expiry import (
    continue_extensions,
    extend,
    reinstate,
    reinstate_by_hand,
)
from api.ledger.service.expiry import preview as preview_extension
from api.ledger.service.holding import held_points, release_held
from api.ledger.service.joined import PEOPLE_PART, forget_words
from api.ledger.service.opening import (
    add_rows,
    cancel_import,
    continue_imports,
    post_import,
    problems_as_csv,
    start_import,
)
from api.ledger.service.pending import cancel_pending, release_pending
from api.ledger.service.posting import refusing
from api.ledger.service.redemptions import receive, redeem, redeem_shared, send, send_back, transfer
from api.ledger.service.reminders import remind, remind_due
from api.ledger.service.reversals import reverse_earn, reverse_redeem
from api.ledger.service.sweeps import expire, expire_due, release, release_due

__all__ = [
    "PEOPLE_PART",
    "add_rows",
    "adjust",
    "buy_pack",
    "cancel_import",
    "cancel_pending",
    "close_due",
    "close_period",
    "continue_extensions",
    "continue_imports",
    "earn",
    "earn_many",
    "expire",
    "expire_due",
    "extend",
    "forget_words",
    "held_points",
    "join_program",
    "mark_invoiced",
    "opening_balance",
    "post_import",
    "post_staged",
    "preview_extension",
    "problems_as_csv",
    "receive",
    "record_payment",
    "redeem",
    "redeem_shared",
    "refusing",
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
    "send",
    "send_back",
    "set_netting",
    "set_rate",
    "stage_selected",
    "start_import",
    "statement_csv",
    "statement_pdf",
    "transfer",
]
