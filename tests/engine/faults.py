"""Mistakes that a program can make, to be planted one by one."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from api import ledger, tiers
from api.core import db
from api.core.audit import SYSTEM, record
from api.ledger import rules as ledger_rules
from api.purchases.rules import earning, returning
from api.purchases.service import by_hand, returns
from api.rewards.service import stock
from api.stamps.service import bills
from api.stamps.service import by_hand as stamps_by_hand

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True)
class Fault:
    """A mistake, and the verbs in which it shows: of a function in the database, of Python, or of a row."""

    name: str
    verbs: tuple[str, ...]
    function: str = ""
    old: str = ""
    new: str = ""
    patch: Patch | None = None
    row: str = ""

    @asynccontextmanager
    async def planted(self) -> AsyncIterator[None]:
        """There while this lasts; what the database had is put back."""
        with pytest.MonkeyPatch.context() as patching:
            if self.patch is not None:
                self.patch(patching)
            if not self.function:
                yield
                return
            sound = await _definition(self.function)
            assert self.old in sound, f"{self.old!r} is not in {self.function}"
            await db.execute(sound.replace(self.old, self.new))
            try:
                yield
            finally:
                await db.execute(sound)


async def _definition(function: str) -> str:
    found: str = await db.fetchval("SELECT pg_get_functiondef(oid) FROM pg_proc WHERE proname = $1", function)
    return found


def _boosts_nobody(patching: pytest.MonkeyPatch) -> None:
    async def nobody(_program: object, _member: object) -> None:
        return None

    patching.setattr(tiers, "boost_for", nobody)


def _keeps_the_piece(patching: pytest.MonkeyPatch) -> None:
    async def keep(*_given: object) -> None:
        return None

    patching.setattr(stock, "give_back", keep)


def _rounds_up(patching: pytest.MonkeyPatch) -> None:
    patching.setattr(earning, "rounded", lambda points, _rounding: -(-points.numerator // points.denominator))


def _takes_one_more(patching: pytest.MonkeyPatch) -> None:
    sound = returning._target
    patching.setattr(
        returning, "_target", lambda bill, *given: min(sound(bill, *given) + 1, bill.points_earned)
    )


def _knows_no_day(patching: pytest.MonkeyPatch) -> None:
    for module in (bills, stamps_by_hand):
        patching.setattr(module, "allowed", lambda _rules, _used, count: count)


def _lives_a_day_longer(patching: pytest.MonkeyPatch) -> None:
    sound = ledger_rules.expires_at

    def longer(*given: Any) -> Any:
        at = sound(*given)
        return at and at + timedelta(days=1)

    patching.setattr(ledger_rules, "expires_at", longer)


def _posts_twice(patching: pytest.MonkeyPatch) -> None:
    patching.setattr(by_hand, "key_space", lambda _business: uuid4().hex)


def _voids_for_ever(patching: pytest.MonkeyPatch) -> None:
    patching.setattr(returns, "_check_voidable", lambda _program, _bill: None)


def _leaves_a_trace(patching: pytest.MonkeyPatch) -> None:
    sound = by_hand._case

    async def noted(actor: Any, business: Any, *given: Any) -> Any:
        case = await sound(actor, business, *given)
        await record(
            SYSTEM, "points.asked", target=("Customer", case.member.membership_id), program_id=case.program.id
        )
        return case

    patching.setattr(by_hand, "_case", noted)


def _keeps_the_points(patching: pytest.MonkeyPatch) -> None:
    async def nothing(*_given: object, **_more: object) -> None:
        return None

    patching.setattr(ledger, "reverse_redeem", nothing)


POINTS = ("bill", "award", "spend", "adjust", "bring in", "wait")
FAULTS = (
    Fault(
        "spends what expires last",
        POINTS,
        "ledger_take",
        "(ORDER BY expires_at, earned_at, id)",
        "(ORDER BY expires_at DESC, earned_at, id)",
    ),
    Fault(
        "spares the lot of the returned bill",
        ("bill", "return", "award"),
        "ledger_reverse_credit",
        "IF v_own > 0 THEN",
        "IF v_own < 0 THEN",
    ),
    Fault(
        "gives no grace",
        ("bring in", "spend", "undo spending", "wait"),
        "ledger_refill",
        "THEN p_until",
        "THEN lot.expires_at",
    ),
    Fault(
        "gives moved points another issuer",
        ("award", "bring in", "transfer"),
        "ledger_transfer",
        "m.issuer_id, m.points, m.points",
        "req.business_id, m.points, m.points",
    ),
    Fault(
        "keeps a tier a month too short",
        ("bill", "ladder"),
        "tier_kept_until",
        "p_months + 1",
        "p_months",
    ),
    Fault(
        "asks for more than a tier's threshold",
        ("bill", "ladder"),
        "tier_assess",
        "asked.measured >= target.threshold",
        "asked.measured > target.threshold",
    ),
    Fault("multiplies nothing", ("bill", "ladder"), patch=_boosts_nobody),
    Fault("keeps the piece of a cancelled voucher", ("bring in", "redeem", "cancel"), patch=_keeps_the_piece),
    Fault("rounds up", ("bill",), patch=_rounds_up),
    Fault("takes one point more", ("bill", "return"), patch=_takes_one_more),
    Fault("stamps beyond the day's limit", ("bill", "stamp"), patch=_knows_no_day),
    Fault("lets points live a day longer", ("bill", "award"), patch=_lives_a_day_longer),
    Fault("posts a repeated request again", ("award",), patch=_posts_twice),
    Fault("voids when it is too late", ("bill", "void", "wait"), patch=_voids_for_ever),
    Fault("leaves a trace of what it refused", ("award", "spend"), patch=_leaves_a_trace),
    Fault(
        "keeps the points of a cancelled voucher", ("bring in", "redeem", "cancel"), patch=_keeps_the_points
    ),
    Fault(
        "a balance that somebody changed",
        POINTS,
        row="UPDATE account SET balance = balance + 1 WHERE is_live",
    ),
    Fault("a lot that somebody prolonged", POINTS, row="UPDATE lot SET expires_at = '2099-01-01' WHERE true"),
    Fault(
        "a piece that somebody took",
        POINTS,
        row="UPDATE reward SET stock_taken = stock_taken + 1 WHERE stock > 0",
    ),
    Fault("a bill that somebody changed", ("bill",), row="UPDATE purchase SET returned_minor = 1 WHERE true"),
)
