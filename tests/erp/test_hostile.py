"""Whatever happens at a source, in whatever order it is seen: balances are those of its final state."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

import pytest

from api import ledger, purchases
from api.businesses import ExpiryKind
from api.core import db
from api.core.settings import get_settings
from api.erp.service import booking, reading
from api.erp.service.applying import returns, stating
from api.purchases.service.history import counting
from tests.erp.days import keyed, new_year, years, yesterday
from tests.erp.logic import LogicErp
from tests.erp.tds import TdsServer
from tests.factories.businesses import Tenant, make_business
from tests.factories.erp import Synced, connect

pytestmark = pytest.mark.integration

YEARS = years()
NAMES = ("Asha\r\nRao", "Bina 🪔 Shah", "  Chitra   Iyer ", "D\u0000evika", "Élodie", "राधा", "x" * 300, "")
PHONES = (
    "98200 10001",
    "+91-98200-10002",
    "9820010003",
    "09820010004",
    "9999999999",
    "0000000000",
    "12",
    "abc",
    "",
)
EVENTS = 60


class Bill(NamedTuple):
    """A voucher of the source."""

    year: str
    code: int


class Shop:
    """A shop where anything happens."""

    def __init__(self, tds: TdsServer, seed: int) -> None:
        self.tds, self.chance = tds, Random(seed)
        self.logic = LogicErp(tds, YEARS)
        self.members = [self.logic.add_customer(phone, self.chance.choice(NAMES)) for phone in PHONES]
        self.bills: list[Bill] = []
        self.returns: list[Bill] = []

    def a_day(self) -> date:
        """One of the last forty days, or the two around a new financial year."""
        around = (new_year() - timedelta(days=1), new_year())
        return self.chance.choice(
            (*around, *(yesterday() - timedelta(days=at) for at in (0, 0, 1, 2, 9, 40)))
        )

    def a_moment(self) -> datetime:
        """When something is keyed: mostly now, sometimes days ago or with a clock ahead."""
        return keyed() + self.chance.choice(
            (timedelta(0), timedelta(0), timedelta(days=-2), timedelta(minutes=20), timedelta(minutes=-170))
        )

    def an_amount(self) -> int:
        """In rupees."""
        return self.chance.choice((0, 1, 9, 10, 255, 1_000, 99_999, self.chance.randrange(1, 5_000)))

    def sell(self) -> None:
        """A bill, perhaps keyed late."""
        day = self.a_day()
        code = self.logic.add_bill(
            day,
            [self.an_amount()],
            member=self.chance.choice((*self.members, None)),
            keyed_at=self.a_moment(),
            series=self.chance.choice((1, 1, 1, 1, 3)),
            branch=self.chance.choice((1, 2, 3)),
        )
        self.bills.append(Bill(YEARS[day >= new_year()], code))

    def sell_twice(self) -> None:
        """The same again, by mistake: two bills are two bills."""
        self.sell()
        self.sell()

    def take_back(self) -> None:
        """Goods came back; the voucher says of whom, not of which bill."""
        day = self.a_day()
        code = self.logic.add_return(
            day, [self.an_amount()], member=self.chance.choice(self.members), keyed_at=self.a_moment()
        )
        self.returns.append(Bill(YEARS[day >= new_year()], code))

    def edit(self) -> None:
        """Another amount, with or without its date moving."""
        if bill := self.some():
            self.logic.edit_bill(
                *bill, amount=self.an_amount(), keyed_at=self.chance.choice((None, None, self.a_moment()))
            )

    def move(self) -> None:
        """It was somebody else's."""
        if bill := self.some():
            self.logic.move_customer(*bill, self.chance.choice((*self.members, None)))

    def cancel(self) -> None:
        """Marked as deleted."""
        if bill := self.some():
            self.logic.delete_bill(*bill)

    def resurrect(self) -> None:
        """No longer deleted."""
        if bill := self.some():
            for table in ("Sl_Head", "Sl_Txn"):
                self.tds.execute(
                    f"UPDATE {table}{bill.year} SET Deleted = 0 WHERE vouch_code = ?", (bill.code,)
                )

    def vanish(self) -> None:
        """Gone without a trace."""
        if bill := self.some():
            self.logic.delete_bill(*bill, vanish=True)
            self.bills = [each for each in self.bills if each != bill]
            self.returns = [each for each in self.returns if each != bill]

    def key_nonsense(self) -> None:
        """More than any bill may be."""
        self.logic.add_bill(yesterday(), [99_999_999_999], member=self.members[0], keyed_at=keyed())

    def some(self) -> Bill | None:
        """One of the vouchers."""
        return self.chance.choice([*self.bills, *self.returns]) if self.bills else None

    def happen(self) -> None:
        """One event."""
        often: tuple[Callable[[], None], ...] = (self.sell, self.sell, self.sell, self.edit, self.move)
        self.chance.choice(
            (
                *often,
                self.sell_twice,
                self.take_back,
                self.cancel,
                self.resurrect,
                self.vanish,
                self.key_nonsense,
            )
        )()

    def balances(self) -> dict[str, int]:
        """What everybody should have, worked out from the source's final state alone."""
        phones = dict(zip(self.members, PHONES, strict=True))
        good = {member: f"+91{phone[-11:].replace('-', '').replace(' ', '')[-10:]}" for member, phone in phones.items()
                if len([each for each in phone if each.isdigit()]) >= 10 and len(set(phone[-8:])) > 1}  # fmt: skip
        sales: defaultdict[str, list[list[object]]] = defaultdict(list)
        backs: defaultdict[str, list[tuple[object, str, int]]] = defaultdict(list)
        for year in YEARS:
            for code, day, at, net, member, series in self.tds.execute(
                "SELECT vouch_code, vouch_date, Vouch_Time, net_amt, Member_Code, Series_Code "
                f"FROM Sl_Head{year} WHERE Deleted = 0 AND Series_Code <> 3"
            ):
                who, minor = good.get(member), int(net * 100)
                if who is None or minor > 10**12:
                    continue
                moment = f"{str(day)[:10]} {at}"
                if series == 2:
                    backs[who].append((moment, f"{year}:{code}", minor))
                else:
                    sales[who].append([moment, f"{year}:{code}", minor, 0])
        return {who: left for who in sales if (left := _earned(sales[who], backs[who]))}


def _earned(sales: list[list[object]], backs: list[tuple[object, str, int]]) -> int:
    """Whole points of ten rupees, less each bill's share of what came back to the newest bills before."""
    for moment, _, minor in sorted(backs):
        need = minor
        for sale in sorted(sales, key=lambda each: (each[0], each[1]), reverse=True):
            if sale[0] <= moment and need:  # type: ignore[operator]
                taken = min(need, sale[2] - sale[3])  # type: ignore[operator]
                sale[3] += taken
                need -= taken
    total = 0
    for _, _, amount, back in sales:
        full = amount // 1_000  # type: ignore[operator]
        total += 0 if back == amount else full - full * back // amount  # type: ignore[operator]
    return total


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business whose points do not expire, however old a bill is."""
    return await make_business(rules={"expiry_kind": ExpiryKind.NEVER})


async def balances(synced: Synced) -> dict[str, int]:
    """What everybody has."""
    rows = await db.fetch(
        """SELECT claim.phone, account.balance FROM membership AS card
        JOIN phone_claim AS claim ON claim.person_id = card.person_id
        JOIN account ON account.owner_id = card.id AND account.kind = 'available'
        WHERE card.program_id = $1 AND account.balance <> 0""",
        synced.tenant.program_id,
    )
    return {row["phone"]: row["balance"] for row in rows}


MISCOUNTED = """
    SELECT profile.membership_id FROM profile LEFT JOIN (
        SELECT membership_id, count(*) FILTER (WHERE status <> 'voided') AS visits,
            sum(amount_minor - returned_minor) AS spent
        FROM purchase WHERE program_id = $1 GROUP BY membership_id) AS bills USING (membership_id)
    WHERE profile.program_id = $1
        AND (profile.visits, profile.spent_minor) IS DISTINCT FROM (coalesce(bills.visits, 0), coalesce(bills.spent, 0))
"""


async def wrong(synced: Synced) -> list[object]:
    """Invariants that do not hold, and members whose visits or spending are not those of their bills."""
    program_id = synced.tenant.program_id
    broken = [*await ledger.verify(program_id), *await purchases.verify(program_id)]
    return [*broken, *await db.fetch(MISCOUNTED, program_id)]


@pytest.mark.parametrize("seed", range(6))
async def test_hostile_events_end_in_the_sources_final_state(
    tenant: Tenant, tds: TdsServer, seed: int
) -> None:
    """Given sixty hostile events, seen now and then, when all is reconciled, then balances are exact, and stay so."""
    shop = Shop(tds, seed)
    for _ in range(10):
        shop.sell()
    synced = await connect(tenant, tds)
    await synced.backfill()
    for _ in range(EVENTS):
        shop.happen()
        if shop.chance.random() < 0.3:
            await synced.poll()
    await synced.poll()
    await synced.reconcile()
    expected = shop.balances()
    assert expected
    assert await balances(synced) == expected
    assert await wrong(synced) == []
    postings = "SELECT count(*) FROM tx WHERE program_id = $1"
    before = await db.fetchval(postings, tenant.program_id)
    for _ in range(2):
        await synced.poll()
        await synced.reconcile()
    assert await db.fetchval(postings, tenant.program_id) == before
    assert await balances(synced) == shop.balances()


@pytest.mark.parametrize("seed", range(6, 9))
async def test_the_same_read_as_history_ends_there_too(
    tenant: Tenant, tds: TdsServer, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given what sixty hostile events left, when it is history in many small pages, then it ends the same."""
    monkeypatch.setattr(reading, "FIRST_ROWS", 7)
    monkeypatch.setattr(get_settings(), "erp_page_rows", 7)
    for module, name in ((booking, "WIDE"), (returns, "FEW"), (stating, "FEW"), (counting, "MANY")):
        monkeypatch.setattr(module, name, 2)
    shop = Shop(tds, seed)
    for _ in range(10):
        shop.sell()
    for _ in range(EVENTS):
        shop.happen()
    synced = await connect(tenant, tds)
    await synced.backfill()
    await synced.reconcile()
    assert shop.balances()
    assert await balances(synced) == shop.balances()
    assert await wrong(synced) == []
