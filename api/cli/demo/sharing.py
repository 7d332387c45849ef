"""The demo's coalition: a rate, points of each spent at the others, last month settled, this month under way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from api import identity, ledger
from api.businesses import PartnerTerms
from api.core import clock, db
from api.core.audit import Actor
from api.ledger import NewPack, NewRate, PostingRequest

MICRO_PAISE = 10_000_000
LAST_MONTH, THIS_MONTH = 36, 9
TERMS = PartnerTerms(
    "One card for all of Sunday Street.\nEach shop pays ten paise for a point of its own that is spent elsewhere.\n"
    "We settle once a month, and each sees every redemption behind its statement."
)
RICH = """
    SELECT a.owner_id, a.balance FROM account a JOIN profile p ON p.membership_id = a.owner_id AND p.business_id = $2
    WHERE a.program_id = $1 AND a.owner_kind = 'membership' AND a.kind = 'available' AND a.balance >= 200
    ORDER BY a.owner_id
"""


@dataclass(frozen=True)
class Till:
    """A store of one of the shops."""

    business_id: UUID
    store_id: UUID
    name: str


async def agree(actor: Actor, owner_id: UUID, time_zone: str) -> datetime:
    """Ten paise for each point, from the first of last month on: that moment."""
    today = clock.local_date(clock.now(), time_zone)
    last = today.replace(day=1) - timedelta(days=1)
    began = clock.day_bounds(last.replace(day=1), time_zone)[0]
    await ledger.set_rate(actor, owner_id, NewRate(MICRO_PAISE, note="Agreed by all"), now=began)
    return began


async def settle(actor: Actor, program_id: UUID, tills: Sequence[Till], began: datetime, seed: int) -> None:
    """Redemptions across the shops in both months; the first is closed and invoiced. The first till is the owner's."""
    chance = Random(seed)
    owner = tills[0]
    pack = NewPack("demo", 3_000, 500)
    await ledger.buy_pack(actor, tills[-1].business_id, pack, now=began + timedelta(days=2))
    period = await ledger.open_period(program_id)
    if period is None:
        raise RuntimeError("the demo's rate opened no period")
    await _spend(chance, program_id, tills, LAST_MONTH, (began, period.ends_at))
    await ledger.close_due(clock.now())
    await ledger.mark_invoiced(actor, owner.business_id, period.id)
    now = clock.now()
    await _spend(chance, program_id, tills, THIS_MONTH, (max(period.ends_at, now - timedelta(days=7)), now))
    await identity.invite_partner(actor, owner.business_id, email="hello@lantern.example", terms=TERMS)


async def _spend(
    chance: Random, program_id: UUID, tills: Sequence[Till], times: int, span: tuple[datetime, datetime]
) -> None:
    for number in range(times):
        till = tills[number % len(tills)]
        rich = await db.fetch(RICH, program_id, till.business_id)
        member = chance.choice(rich)
        at = span[0] + (span[1] - span[0]) * chance.random()
        request = PostingRequest(
            program_id=program_id,
            business_id=till.business_id,
            membership_id=member["owner_id"],
            source="demo",
            idempotency_key=f"shared-{times}-{number}",
            request_hash="",
            occurred_at=at,
            store_id=till.store_id,
            reason=f"Paid with points at {till.name}",
        )
        await ledger.redeem(request, chance.randint(6, min(30, member["balance"] // 20)) * 10, now=at)
