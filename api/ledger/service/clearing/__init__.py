"""Verbs of clearing: rates, packs, periods, payments, and joining on agreed terms."""

from api.ledger.service.clearing.joining import join_program
from api.ledger.service.clearing.packs import buy_pack
from api.ledger.service.clearing.papers import statement_csv, statement_pdf
from api.ledger.service.clearing.payments import mark_invoiced, record_payment
from api.ledger.service.clearing.periods import close_due, close_period, set_netting
from api.ledger.service.clearing.rates import set_rate

__all__ = [
    "buy_pack",
    "close_due",
    "close_period",
    "join_program",
    "mark_invoiced",
    "record_payment",
    "set_netting",
    "set_rate",
    "statement_csv",
    "statement_pdf",
]
