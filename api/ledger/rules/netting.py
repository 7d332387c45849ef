"""Who pays whom when a period is settled: one payment for each pair, or as few as there can surely be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from api.ledger.types import Netting


@dataclass(frozen=True, slots=True)
class Debt:
    """What one business owes another; `amount_minor` may be negative where more came back than was owed."""

    payer_id: UUID
    payee_id: UUID
    amount_minor: int


def payments(netting: Netting, debts: Iterable[Debt]) -> list[Debt]:
    """The payments that settle the debts: each positive, after them everybody has what is due to them."""
    return bilateral(debts) if netting is Netting.BILATERAL else multilateral(positions(debts))


def positions(debts: Iterable[Debt]) -> dict[UUID, int]:
    """What each business gets in all, negative where it owes. Sums to zero."""
    net: dict[UUID, int] = {}
    for debt in debts:
        net[debt.payer_id] = net.get(debt.payer_id, 0) - debt.amount_minor
        net[debt.payee_id] = net.get(debt.payee_id, 0) + debt.amount_minor
    return net


def bilateral(debts: Iterable[Debt]) -> list[Debt]:
    """One payment for each pair whose debts do not cancel out, by ascending ids."""
    pairs: dict[tuple[UUID, UUID], int] = {}
    for debt in debts:
        low, high = sorted((debt.payer_id, debt.payee_id))
        sign = 1 if debt.payer_id == low else -1
        pairs[low, high] = pairs.get((low, high), 0) + sign * debt.amount_minor
    return [
        Debt(low, high, amount) if amount > 0 else Debt(high, low, -amount)
        for (low, high), amount in sorted(pairs.items())
        if amount
    ]


def multilateral(net: Mapping[UUID, int]) -> list[Debt]:
    """At most N - 1 payments among N businesses: whoever owes most pays whoever gets most, until all are even.

    Each payment makes at least one of its two businesses even, and the last makes both.
    """
    owing = sorted((amount, key) for key, amount in net.items() if amount < 0)
    getting = sorted(((-amount, key) for key, amount in net.items() if amount > 0))
    made: list[Debt] = []
    while owing and getting:
        (debit, payer), (credit, payee) = owing[0], getting[0]
        amount = min(-debit, -credit)
        made.append(Debt(payer, payee, amount))
        owing[0], getting[0] = (debit + amount, payer), (credit + amount, payee)
        owing = sorted(each for each in owing if each[0])
        getting = sorted(each for each in getting if each[0])
    return made
