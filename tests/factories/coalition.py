"""Three businesses that share a program: makes redemptions across them, and reads what it came to."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from uuid import UUID, uuid4

from api import ledger
from api.core import clock, db
from api.core.ids import new_id
from api.ledger import NewRate, PeriodInfo, PostingRequest
from tests.factories.businesses import Tenant, make_business
from tests.factories.ledger import FOREVER

CENT = 1_000_000
AT_ONCE = 16


@dataclass(slots=True)
class Coalition:
    """The owner of a program and two partners."""

    owner: Tenant
    partners: list[Tenant]
    spent: int = field(default=0)

    @property
    def program_id(self) -> UUID:
        """The program."""
        return self.owner.program_id

    @property
    def all(self) -> tuple[Tenant, Tenant, Tenant]:
        """All three, the owner first."""
        return self.owner, self.partners[0], self.partners[1]

    def request(
        self, at: Tenant, member: UUID | None = None, moment: datetime | None = None
    ) -> PostingRequest:
        """A request at a business, with a key of its own."""
        return PostingRequest(
            program_id=self.program_id,
            business_id=at.business_id,
            membership_id=member or self.owner.owner.id or new_id(),
            source="test",
            idempotency_key=uuid4().hex,
            request_hash="ab" * 32,
            occurred_at=moment or clock.now(),
            store_id=at.store_id,
        )

    async def spend(
        self,
        issuer: Tenant,
        redeemer: Tenant,
        points: int,
        *,
        at: datetime | None = None,
        member: UUID | None = None,
    ) -> ledger.Posting:
        """Points given by one and spent at another at once; by a member who has no card unless one is given."""
        member = member or self.owner.owner.id
        await ledger.earn(self.request(issuer, member, at), points, FOREVER)
        return await ledger.redeem(self.request(redeemer, member, at), points)

    async def busy_month(self, redemptions: int, seed: int = 7) -> None:
        """Members with points of all three spend them everywhere; each tenth redemption comes back in part."""
        chance = Random(seed)
        members = [new_id() for _ in range(max(20, redemptions // 50))]
        for business in self.all:
            rows = [
                ledger.BulkEarn(new_id(), member, uuid4().hex, "ab" * 32, 40_000, clock.now())
                for member in members
            ]
            await ledger.earn_many(self.program_id, business.business_id, "busy", rows, FOREVER)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(number: int, member: UUID, where: Tenant, points: int) -> None:
            async with gate:
                posted = await ledger.redeem(self.request(where, member), points)
                if number % 10 == 0:
                    await ledger.reverse_redeem(
                        self.request(where, member), posted.tx_id, 1 + points // 3, FOREVER
                    )

        await asyncio.gather(
            *(
                one(number, chance.choice(members), chance.choice(self.all), chance.randint(1, 900))
                for number in range(redemptions)
            )
        )

    async def period(self) -> PeriodInfo:
        """The open period."""
        found = await ledger.open_period(self.program_id)
        assert found is not None
        return found

    async def close(self) -> PeriodInfo:
        """Closes the open period by hand."""
        return await ledger.close_period(self.owner.owner, self.owner.business_id, (await self.period()).id)

    async def statements(self, period_id: UUID) -> dict[UUID, tuple[int, ...]]:
        """Opening, owed, due, settled and closing of each business."""
        rows = await db.fetch(
            "SELECT business_id, opening_minor, owed_minor, due_minor, settled_minor, closing_minor"
            " FROM settlement_statement WHERE program_id = $1 AND period_id = $2",
            self.program_id,
            period_id,
        )
        return {row["business_id"]: tuple(row.values())[1:] for row in rows}

    async def statement_ids(self, period_id: UUID) -> dict[UUID, UUID]:
        """The statement of each business."""
        rows = await db.fetch(
            "SELECT business_id, id FROM settlement_statement WHERE period_id = $1", period_id
        )
        return {row["business_id"]: row["id"] for row in rows}

    async def payments(self, period_id: UUID) -> list[tuple[UUID, UUID, int]]:
        """Who pays whom how much."""
        rows = await db.fetch(
            "SELECT payer_id, payee_id, amount_minor FROM settlement_payment WHERE period_id = $1", period_id
        )
        return [tuple(row.values()) for row in rows]

    async def payment_ids(self, period_id: UUID, *, is_open: bool = False) -> list[UUID]:
        """The payments of a period, or those that are not made yet."""
        rows = await db.fetch(
            "SELECT id FROM settlement_payment WHERE period_id = $1 AND ($2 IS FALSE OR tx_id IS NULL)",
            period_id,
            is_open,
        )
        return [row["id"] for row in rows]

    async def balances(self) -> dict[UUID, int]:
        """What each business gets by its clearing account; who is even is left out."""
        rows = await db.fetch(
            "SELECT a.owner_id, sum(e.amount)::bigint AS amount FROM entry e JOIN account a ON a.id = e.account_id"
            " WHERE e.program_id = $1 AND a.kind = 'clearing' GROUP BY a.owner_id HAVING sum(e.amount) <> 0",
            self.program_id,
        )
        return {row["owner_id"]: row["amount"] for row in rows}

    async def count(self, table: str) -> int:
        """Rows of a table in this program."""
        return int(await db.fetchval(f"SELECT count(*) FROM {table} WHERE program_id = $1", self.program_id))


async def make_coalition(rate: int | None = CENT) -> Coalition:
    """Three businesses in euros; a point is worth a cent unless told otherwise."""
    owner = await make_business(name="Amber", currency="EUR", time_zone="Europe/Berlin", region="DE")
    partners = [
        await make_business(name=name, currency="EUR", program_id=owner.program_id)
        for name in ("Birch", "Cedar")
    ]
    if rate is not None:
        await ledger.set_rate(owner.owner, owner.business_id, NewRate(rate))
    return Coalition(owner, partners)
