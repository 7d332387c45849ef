"""A store's numbers of one day, in the program's time."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

import asyncpg

from api import businesses, customers
from api.core import clock, db
from api.core.money import Money
from api.purchases.types import StoreDay

HOURS = 24
NUMBERS = """
    SELECT asked.store_id, extract(hour FROM bill.occurred_at AT TIME ZONE asked.zone)::int AS hour, count(*) AS bills,
        sum(bill.amount_minor - bill.returned_minor)::bigint AS amount_minor, count(bill.membership_id) AS by_members,
        sum(bill.points_earned - bill.points_taken_back)::bigint AS points
    FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[], $5::text[])
        AS asked (program_id, store_id, start, stop, zone)
    JOIN purchase AS bill ON bill.program_id = asked.program_id AND bill.store_id = asked.store_id
        AND bill.occurred_at >= asked.start AND bill.occurred_at < asked.stop AND bill.status <> 'voided'
    GROUP BY asked.store_id, hour
"""


async def store_days(store_ids: Iterable[UUID], day: date | None = None) -> dict[UUID, StoreDay]:
    """Each store's numbers of a day of its program (today when None), in one statement for all stores."""
    stores = await businesses.stores_by_id(store_ids)
    programs = await businesses.program_rules({store.program_id for store in stores.values()})
    now = clock.now()
    days = {key: day or clock.local_date(now, program.time_zone) for key, program in programs.items()}
    asked = [
        (store.program_id, store.id, *clock.day_bounds(days[store.program_id], zone), zone)
        for store in stores.values()
        for zone in (programs[store.program_id].time_zone,)
    ]
    if not asked:
        return {}
    rows = await db.fetch(NUMBERS, *(list(column) for column in zip(*asked, strict=True)))
    joined = await customers.enrolled_at([row[:4] for row in asked])
    return {
        store.id: _day(
            store.id,
            days[store.program_id],
            programs[store.program_id].currency,
            [row for row in rows if row["store_id"] == store.id],
            joined.get(store.id, 0),
        )
        for store in stores.values()
    }


def _day(store_id: UUID, day: date, currency: str, rows: list[asyncpg.Record], joined: int) -> StoreDay:
    by_hour = [0] * HOURS
    for row in rows:
        by_hour[row["hour"]] = row["bills"]
    return StoreDay(
        store_id=store_id,
        day=day,
        bills=sum(by_hour),
        amount=Money(sum(row["amount_minor"] for row in rows), currency),
        joined=joined,
        bills_by_members=sum(row["by_members"] for row in rows),
        points_earned=sum(row["points"] for row in rows),
        by_hour=tuple(by_hour),
    )
