"""The operations of the mapping language: pure, typed and total."""

from api.erp.rules.operations.amounts import AMOUNTS, integer, money, rounder
from api.erp.rules.operations.failures import (
    BAD_PHONE,
    FAILURES,
    NOT_A_DATE,
    NOT_A_NUMBER,
    NOT_IN_MAP,
    OUT_OF_RANGE,
    REQUIRED,
    TOO_LONG,
    UNREADABLE,
    Failed,
)
from api.erp.rules.operations.meanings import MEANINGS, phones, truth
from api.erp.rules.operations.readings import Row, RowStep, Step, number_of, on_number, on_text, text_of
from api.erp.rules.operations.terms import BadArgument, Gives, Operation, Terms, lifted
from api.erp.rules.operations.texts import TEXTS
from api.erp.rules.operations.times import ISO, TIMES, days, moments, zone_named

OPERATIONS = {operation.name: operation for operation in (*TEXTS, *AMOUNTS, *TIMES, *MEANINGS)}
"""Every operation by its name."""

__all__ = [
    "BAD_PHONE",
    "FAILURES",
    "ISO",
    "NOT_A_DATE",
    "NOT_A_NUMBER",
    "NOT_IN_MAP",
    "OPERATIONS",
    "OUT_OF_RANGE",
    "REQUIRED",
    "TOO_LONG",
    "UNREADABLE",
    "BadArgument",
    "Failed",
    "Gives",
    "Operation",
    "Row",
    "RowStep",
    "Step",
    "Terms",
    "days",
    "integer",
    "lifted",
    "moments",
    "money",
    "number_of",
    "on_number",
    "on_text",
    "phones",
    "rounder",
    "text_of",
    "truth",
    "zone_named",
]
