"""Money as integers in the smallest unit of a currency; points as plain integers. Safe to 2^53."""

from dataclasses import dataclass
from functools import lru_cache

from babel.numbers import get_currency_precision, list_currencies

from api.core.errors import BadInput

MAX_SAFE = 2**53 - 1


class BadMoney(BadInput):
    """An amount or currency that cannot be."""

    code = "BAD_MONEY"


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """All ISO 4217 codes known to CLDR."""
    return frozenset(list_currencies())


@lru_cache(maxsize=256)
def minor_per_unit(currency: str) -> int:
    """100 for INR, 1 for JPY, 1000 for KWD. Refuses an unknown currency."""
    if currency not in currencies():
        raise BadMoney(f"{currency[:8]} is not a currency code.", path=("currency",))
    return int(10 ** get_currency_precision(currency))


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (paise, cents) of an ISO 4217 currency."""

    minor_units: int
    currency: str

    def __post_init__(self) -> None:
        if abs(self.minor_units) > MAX_SAFE:
            raise BadMoney("This amount is too large.", path=("minorUnits",))
        minor_per_unit(self.currency)
