"""Who plays in the demo: four shops of Pune, their staff, eighty invented customers. Sign-ins are fixed."""

from dataclasses import dataclass
from random import Random

from api.customers import Birthday

PASSWORD = "warm-sourdough-42"  # noqa: S105 - printed for everybody by the demo itself
CURRENCY, TIME_ZONE, REGION, CITY = "INR", "Asia/Kolkata", "IN", "Pune"
SEED = 1872


@dataclass(frozen=True)
class Door:
    """A shop brand: another name over a door than the business's own."""

    name: str
    stock: str
    foil: str
    motif: str


@dataclass(frozen=True)
class Shop:
    """A store: `pull` is how likely a visit goes there, amounts are in rupees."""

    name: str
    code: str
    pull: float
    usual_rupees: int
    opens: int
    closes: int
    door: Door | None = None


@dataclass(frozen=True)
class House:
    """A business with its look, its stores and the local part of its staff's e-mails."""

    name: str
    mail: str
    owner: str
    stock: str
    foil: str
    motif: str
    shops: tuple[Shop, ...]


@dataclass(frozen=True)
class Sign:
    """A way in: for staff e-mail and password, for customers phone and the code from /dev/inbox."""

    role: str
    name: str
    by: str


@dataclass(frozen=True)
class Guest:
    """An invented customer: how often a year they come, and whom they bring up."""

    phone: str
    name: str
    visits: int
    favourite: int
    birthday: Birthday
    kids: tuple[tuple[str, Birthday], ...] = ()


CRUMB_CORNER = Door("Crumb Corner", "#1d4b52", "#e3b765", "cup")
BAKERY = House(
    "Saffron Crumb",
    "saffron.example",
    "Rohan Desai",
    "#7a2b12",
    "#f6b65a",
    "bread",
    (Shop("Koregaon Park", "KP", 3.0, 420, 7, 21), Shop("Baner", "BN", 2.0, 380, 7, 21, CRUMB_CORNER)),
)
BOOKS = House(
    "Finch & Marlowe",
    "finch.example",
    "Leela Fernandes",
    "#12443a",
    "#e3cf9b",
    "book",
    (Shop("Deccan", "DG", 1.2, 760, 10, 21),),
)
BIKES = House(
    "Pedal & Chain",
    "pedal.example",
    "Arun Bhat",
    "#27303f",
    "#f08a5d",
    "leaf",
    (Shop("Camp", "CP", 1.0, 620, 9, 20),),
)
PHARMACY = House(
    "Niva Pharmacy",
    "niva.example",
    "Sameer Kulkarni",
    "#0f3d75",
    "#a6e0d6",
    "cross",
    (Shop("Aundh", "AU", 1.0, 540, 8, 22),),
)
COALITION = (BAKERY, BOOKS, BIKES)
PROGRAM_NAME = "Sunday Street"

OWNER = Sign("owner", BAKERY.owner, f"owner@{BAKERY.mail}")
MANAGER = Sign("manager", "Farah Shaikh", f"manager@{BAKERY.mail}")
CASHIER = Sign("cashier", "Meera Kale", f"cashier@{BAKERY.mail}")
ANALYST = Sign("analyst", "Nikhil Joshi", f"analyst@{BAKERY.mail}")
PARTNER = Sign("partner's owner", BOOKS.owner, f"owner@{BOOKS.mail}")
CYCLIST = Sign("another partner's owner", BIKES.owner, f"owner@{BIKES.mail}")
NEIGHBOUR = Sign("another shop's owner", PHARMACY.owner, f"owner@{PHARMACY.mail}")
CASHIER_PIN = "2468"

STAR = Guest(
    "+919000000001",
    "Ananya Rao",
    96,
    0,
    Birthday(2, 29, 1992),
    (("Ira", Birthday(12, 3, 2018)), ("Kabir", Birthday(6, 18, 2021))),
)
CUSTOMER = Sign("customer", STAR.name, STAR.phone)
SIGNS = (CUSTOMER, CASHIER, MANAGER, OWNER, ANALYST, PARTNER, CYCLIST, NEIGHBOUR)

GUESTS = 80
FIRST = (
    "Aarav Aditi Advait Aisha Akash Amrita Anil Arjun Asha Avni Bhavna Chirag Devika Dhruv Esha Farhan Gauri "
    "Girish Harini Imran Indira Ishaan Jaya Kavya Kiran Lakshmi Mahesh Manisha Mihir Nandini Neel Nisha Ojas "
    "Pallavi Parth Pooja Pranav Radhika Rahul Ritika Rohit Sagar Sana Shreya Siddharth Sneha Tanvi Tejas Uday "
    "Vandana Varun Vidya Vikram Yamini Zara"
).split()
LAST = (
    "Apte Bhosale Chaudhari Chitale Deshpande Dixit Gokhale Gupta Iyer Jadhav Joshi Kamat Khan Kulkarni Mehta "
    "Menon Mistry More Naik Nair Patil Pereira Phadke Pillai Ranade Rao Sane Sathe Shah Sharma Shinde Singh "
    "Thakur Verma"
).split()
CHILDREN = (
    "Aadya Ahaan Anvi Ayaan Diya Kiaan Meher Myra Reyansh Riya Rumi Saanvi Tara Veer Vihaan Zoya".split()
)


def guests() -> list[Guest]:
    """The star and seventy-nine others, always the same: a few regulars, many now and then, some who stayed away."""
    chance = Random(SEED)
    names = chance.sample([f"{first} {last}" for first in FIRST for last in LAST], GUESTS - 1)
    return [STAR, *(_guest(chance, number, name) for number, name in enumerate(names, start=2))]


def _guest(chance: Random, number: int, name: str) -> Guest:
    visits = max(1, min(140, round(chance.lognormvariate(2.7, 0.9))))
    children = chance.choices((0, 1, 2, 3), weights=(62, 22, 13, 3))[0]
    return Guest(
        phone=f"+9190000{number:05}",
        name=name,
        visits=visits,
        favourite=chance.choices((0, 1, 2), weights=(3, 2, 1))[0],
        birthday=_day(chance, 1950, 2003),
        kids=tuple((child, _day(chance, 2012, 2023)) for child in chance.sample(CHILDREN, children)),
    )


def _day(chance: Random, first_year: int, last_year: int) -> Birthday:
    return Birthday(chance.randint(1, 12), chance.randint(1, 28), chance.randint(first_year, last_year))
