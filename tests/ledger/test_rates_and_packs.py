"""Rates and packs: agreed by the owner, bought once, refused with nothing changed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from api import ledger
from api.core import clock
from api.core.errors import BadInput, Forbidden, NotFound
from api.ledger import Netting, NewPack, NewRate, PeriodState
from tests.factories.businesses import make_business
from tests.factories.coalition import make_coalition

pytestmark = pytest.mark.usefixtures("db")

CENT = 1_000_000


async def test_the_first_rate_opens_the_month() -> None:
    """Given a program without rates, when one is agreed, then the program's month is open."""
    shop = await make_business(currency="EUR", time_zone="Europe/Berlin", region="DE")
    assert await ledger.open_period(shop.program_id) is None
    now = datetime(2031, 1, 31, 23, 30, tzinfo=UTC)  # it is February in Berlin
    await ledger.set_rate(shop.owner, shop.business_id, NewRate(CENT), now=now)
    period = await ledger.open_period(shop.program_id)
    assert period is not None
    assert (period.number, period.state) == (1, PeriodState.OPEN)
    assert period.starts_at == datetime(2031, 1, 31, 23, tzinfo=UTC)
    assert period.ends_at == datetime(2031, 2, 28, 23, tzinfo=UTC)


async def test_only_the_owner_agrees_rates_and_closes() -> None:
    """A partner is refused, and nothing is written."""
    three = await make_coalition()
    partner = three.partners[0]
    period = await three.period()
    for work in (
        lambda: ledger.set_rate(partner.owner, partner.business_id, NewRate(CENT)),
        lambda: ledger.close_period(partner.owner, partner.business_id, period.id),
        lambda: ledger.mark_invoiced(partner.owner, partner.business_id, period.id),
        lambda: ledger.set_netting(partner.owner, partner.business_id, Netting.BILATERAL),
    ):
        with pytest.raises(Forbidden):
            await work()
    assert await three.period() == period
    assert await three.count("clearing_rate") == 1


@pytest.mark.parametrize("wrong", [{"micro_minor": -1}, {"micro_minor": 10**15 + 1}, {"valid_from": "past"}])
async def test_bad_rates_are_refused(wrong: dict[str, Any]) -> None:
    """Rates never reach into the past."""
    shop = await make_business()
    if "valid_from" in wrong:
        wrong = {"valid_from": clock.now() - timedelta(seconds=1)}
    with pytest.raises(BadInput):
        await ledger.set_rate(shop.owner, shop.business_id, NewRate(**({"micro_minor": CENT} | wrong)))
    assert await ledger.open_period(shop.program_id) is None


async def test_an_issuer_must_take_part() -> None:
    """Another program's business has no rate here."""
    shop, stranger = await make_business(), await make_business()
    with pytest.raises(NotFound):
        await ledger.set_rate(shop.owner, shop.business_id, NewRate(CENT, issuer_id=stranger.business_id))


async def test_a_pack_is_bought_once_and_stands_in_the_statement() -> None:
    """1,000 points at two cents: 2,000 to the owner, who then pays for what is used."""
    three = await make_coalition(rate=2 * CENT)
    a, b, c = three.all
    pack = NewPack("first", 1_000, 100)
    bought = await ledger.buy_pack(b.owner, b.business_id, pack)
    assert await ledger.buy_pack(b.owner, b.business_id, pack) == bought
    await three.spend(b, c, 300)
    closed = await three.close()
    assert await three.statements(closed.id) == {
        a.business_id: (0, 600, 2_000, 0, 1_400),
        b.business_id: (0, 2_000, 0, 0, -2_000),
        c.business_id: (0, 0, 600, 0, 600),
    }
    assert await ledger.verify(three.program_id) == []


async def test_packs_are_refused_to_the_owner_and_without_a_rate() -> None:
    """With reasons, and nothing is written."""
    three = await make_coalition(rate=None)
    a, b, _ = three.all
    with pytest.raises(ledger.NoRate):
        await ledger.buy_pack(b.owner, b.business_id, NewPack("k", 10))
    with pytest.raises(Forbidden):
        await ledger.buy_pack(a.owner, a.business_id, NewPack("k", 10))
    with pytest.raises(BadInput):
        await ledger.buy_pack(b.owner, b.business_id, NewPack("k", 0))
    assert await three.count("clearing_pack") == 0
