"""Invented people with numbers that nobody has: 555-01xx is reserved for fiction in every North American area code."""

from collections.abc import Iterator
from itertools import product
from random import Random

import phonenumbers

FIRST = (
    "Ada Alma Amir Anja Asha Ben Carla Chen Dana David Elif Elsa Emil Farah Femi Finn Gita Hana Hugo Ida Imani Ines "
    "Ivan Jana Jonas Kai Kofi Lara Leo Lina Luca Maja Malik Marta Mateo Mei Mira Nadia Nils Noor Olga Omar Paula Priya "
    "Rafael Rosa Sami Sara Sofia Tariq Theo Uma Vera Viktor Wanda Yara Yusuf Zoe"
).split()
LAST = (
    "Abdi Alvarez Andersen Baker Banerjee Bauer Becker Bell Castro Chan Costa Dahl Diaz Eriksen Fischer Flores "
    "Fontaine Garcia Haddad Hansen Herrera Hoffmann Ito Jansen Jensen Kaur Keller Khan Kim Klein Kowalski Kumar Larsen "
    "Lopez Martin Mendes Meyer Moreau Mori Nair Novak Okafor Olsen Osei Park Patel Petrov Popescu Reyes Rossi Santos "
    "Sato Schmidt Silva Singh Sousa Suzuki Tanaka Vogel Wagner Weber Yilmaz"
).split()


def names(count: int, *, seed: int = 1) -> list[str]:
    """So many names, always the same ones for a seed."""
    chance = Random(seed)
    return [f"{chance.choice(FIRST)} {chance.choice(LAST)}" for _ in range(count)]


def phones(count: int) -> list[str]:
    """So many different E.164 numbers that belong to nobody. Raises ValueError past what fiction has."""
    found = [number for number, _ in zip(_fictional(), range(count), strict=False)]
    if len(found) < count:
        raise ValueError(f"fiction has only {len(found)} numbers")
    return found


def _fictional() -> Iterator[str]:
    areas = [area for area in range(201, 990) if _is_area(area)]
    for last, area in product(range(100), areas):
        yield f"+1{area}55501{last:02}"


def _is_area(area: int) -> bool:
    number = phonenumbers.parse(f"+1{area}5550100")
    return phonenumbers.is_valid_number(number) and phonenumbers.region_code_for_number(number) == "US"
