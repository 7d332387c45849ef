"""Makes ledgers to post in: ids of a program, its businesses and members, and requests with fresh keys."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from api import ledger
from api.businesses import ExpiryKind
from api.core import db
from api.core.ids import new_id

NOON = datetime(2025, 3, 10, 6, 30, tzinfo=UTC)
"""Monday 10 March 2025, noon in Kolkata."""

FOREVER = ledger.LedgerPolicy(time_zone="Asia/Kolkata", expiry_kind=ExpiryKind.NEVER)


def day(number: int) -> datetime:
    """Noon that many days after NOON."""
    return NOON + timedelta(days=number)


@dataclass(slots=True)
class Books:
    """One program that nobody else uses. The ledger asks nothing of other tables, so its ids need no rows there."""

    program_id: UUID = field(default_factory=new_id)
    business_id: UUID = field(default_factory=new_id)
    member: UUID = field(default_factory=new_id)
    keys: int = 0

    def request(self, at: datetime = NOON, **given: Any) -> ledger.PostingRequest:
        """A request with a key of its own, unless one is given."""
        self.keys += 1
        values: dict[str, Any] = {
            "program_id": self.program_id,
            "business_id": self.business_id,
            "membership_id": self.member,
            "source": "test",
            "idempotency_key": f"key-{self.keys}",
            "request_hash": sha256(b"first").hexdigest(),
            "occurred_at": at,
        }
        return ledger.PostingRequest(**(values | given))

    async def earn(
        self, points: int, policy: ledger.LedgerPolicy = FOREVER, at: datetime = NOON, **given: Any
    ) -> ledger.Posting:
        """Earns at a moment that is also the present."""
        return await ledger.earn(self.request(at, **given), points, policy, now=at)

    async def open(self, points: int, expires_at: datetime | None, at: datetime = NOON) -> ledger.Posting:
        """Opens with points of that expiry."""
        return await ledger.opening_balance(self.request(at), points, expires_at, now=at)

    async def redeem(self, points: int, at: datetime = NOON, **given: Any) -> ledger.Posting:
        """Redeems at a moment that is also the present."""
        return await ledger.redeem(self.request(at, **given), points, now=at)

    async def balance(self, at: datetime = NOON, member: UUID | None = None) -> tuple[int, int]:
        """Available and pending points."""
        key = member or self.member
        found = (await ledger.balances_for([key], now=at))[key]
        return found.available, found.pending

    async def lots(self, member: UUID | None = None) -> list[tuple[int, int, str]]:
        """Points, rest and state of the member's lots, in the order of posting."""
        rows = await db.fetch(
            "SELECT l.points, l.remaining, l.state FROM lot l JOIN tx t ON t.id = l.tx_id"
            " WHERE l.membership_id = $1 ORDER BY t.recorded_at, l.expires_at",
            member or self.member,
        )
        return [(row["points"], row["remaining"], row["state"]) for row in rows]

    async def sums(self) -> dict[str, int]:
        """What each kind of account holds by its entries; those that hold nothing are left out."""
        rows = await db.fetch(
            "SELECT a.kind, sum(e.amount)::bigint AS total FROM entry e JOIN account a ON a.id = e.account_id"
            " WHERE e.program_id = $1 GROUP BY a.kind HAVING sum(e.amount) <> 0",
            self.program_id,
        )
        return {row["kind"]: row["total"] for row in rows}

    async def everything(self) -> tuple[tuple[Any, ...], ...]:
        """All rows of this program's ledger and outbox: equal before and after a refusal."""
        found: list[tuple[Any, ...]] = []
        for table in ("account", "tx", "entry", "lot", "lot_move", "limit_use", "outbox"):
            rows = await db.fetch(f"SELECT * FROM {table} WHERE program_id = $1 ORDER BY id", self.program_id)
            found += [(table, *row.values()) for row in rows]
        return tuple(found)
