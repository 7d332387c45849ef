"""A year of visits: weekdays and hours as a bakery sees them, bills around the usual."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from api.cli.demo.cast import CURRENCY, SEED, TIME_ZONE, Guest, House, Shop

DAYS = 365
BY_WEEKDAY = (8, 8, 9, 10, 13, 18, 16)
BUSY_HOURS = {8: 5, 9: 6, 10: 4, 13: 3, 17: 4, 18: 6, 19: 5}
QUIET = 2
LOYALTY = 0.75
HEADER = ("phone", "name", "amount", "currency", "occurred_at", "store", "bill_number", "external_id")
ZONE = ZoneInfo(TIME_ZONE)


@dataclass(frozen=True)
class Visit:
    """One bill."""

    guest: Guest
    shop: Shop
    at: datetime
    rupees: int


def visits(house: House, guests: Sequence[Guest], today: date, *, share: float) -> list[Visit]:
    """The visits of a year up to yesterday, in the order of time. `share` of each guest's visits are to this house."""
    chance = Random(f"{SEED}{house.name}")
    days = [today - timedelta(days=back) for back in range(1, DAYS + 1)]
    weights = [BY_WEEKDAY[day.weekday()] for day in days]
    found = [
        _visit(chance, house, guest, day)
        for guest in guests
        for day in chance.choices(days, weights, k=max(1, round(guest.visits * share)))
    ]
    return sorted(found, key=lambda visit: (visit.at, visit.guest.phone))


def of_today(house: House, guests: Sequence[Guest], now: datetime, *, count: int) -> list[Visit]:
    """Some visits of this day so far, in the order of time."""
    chance = Random(f"{SEED}{house.name}today")
    local = now.astimezone(ZONE)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    opened = midnight.replace(hour=house.shops[0].opens)
    passed = (local - (opened if opened < local else midnight)).total_seconds()
    moments = sorted(local - timedelta(seconds=passed * chance.random()) for _ in range(count))
    return [
        Visit(guest, _shop(chance, house, guest), at, _rupees(chance, house.shops[0]))
        for guest, at in zip(chance.sample(list(guests), count), moments, strict=True)
    ]


def write(path: Path, bills: Sequence[Visit]) -> None:
    """The visits as `regulars import purchases` reads them."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(_rows(bills))


def _rows(bills: Sequence[Visit]) -> Iterator[tuple[str, ...]]:
    for number, visit in enumerate(bills, start=1):
        yield (
            visit.guest.phone,
            visit.guest.name,
            str(visit.rupees),
            CURRENCY,
            visit.at.isoformat(),
            visit.shop.code,
            f"{visit.shop.code}-{number:05}",
            f"demo-{visit.shop.code}-{number}",
        )


def _visit(chance: Random, house: House, guest: Guest, day: date) -> Visit:
    shop = _shop(chance, house, guest)
    hours = range(shop.opens, shop.closes)
    hour = chance.choices(hours, [BUSY_HOURS.get(hour, QUIET) for hour in hours])[0]
    at = datetime(day.year, day.month, day.day, hour, chance.randrange(60), chance.randrange(60), tzinfo=ZONE)
    return Visit(guest, shop, at, _rupees(chance, shop))


def _shop(chance: Random, house: House, guest: Guest) -> Shop:
    usual = house.shops[guest.favourite % len(house.shops)]
    return (
        usual if chance.random() < LOYALTY else chance.choices(house.shops, [s.pull for s in house.shops])[0]
    )


def _rupees(chance: Random, shop: Shop) -> int:
    return max(40, round(chance.lognormvariate(0, 0.5) * shop.usual_rupees / 10) * 10)
