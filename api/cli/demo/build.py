"""Builds the demo in one transaction, so that a kill halfway leaves nothing and a second run finds it whole."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from uuid import UUID

from api import businesses, customers, identity, purchases
from api.businesses import BusinessInfo, EarnRate, StoreInfo
from api.cli.demo import cast, festive, program, sharing
from api.cli.demo.cast import Door, Guest, House, Sign
from api.cli.demo.counter import connect_till, make_till
from api.cli.demo.doubles import join_double
from api.cli.demo.family import bring_together
from api.cli.demo.goods import open_shelves
from api.cli.demo.lists import keep_views
from api.cli.demo.living import let_points_live
from api.cli.demo.stamping import offer_stamps
from api.cli.demo.year import Visit, of_today, visits, write
from api.core import clock, db
from api.core.audit import Actor, ActorKind
from api.core.money import Money
from api.customers import ConsentChannel, MemberKey
from api.purchases import RecordPurchase

ACTOR = Actor(ActorKind.COMMAND, name="regulars demo")
RUPEE = 100
POINTS_PER_TEN_RUPEES = EarnRate(1, 10 * RUPEE)
TODAY_BILLS = 9
COUNTER_GUESTS = slice(40, 64)
TAGS = ("Sourdough", "Weekend", "No nuts", "Book club", "Lives next door")
NOTES = (
    "Likes the corner table.",
    "Orders the Friday rye by phone.",
    "Allergic to walnuts.",
    "Ask about the twins.",
)


@dataclass(frozen=True)
class Place:
    """A business of the demo with its stores by code."""

    business: BusinessInfo
    stores: dict[str, StoreInfo]

    def key(self, membership_id: UUID) -> MemberKey:
        """A member as this business knows it."""
        return MemberKey(self.business.program_id, self.business.id, membership_id)


async def build(till: Path) -> None:
    """Everything; the counter till's file is made at `till`. Raises EmailTaken where the demo is there already."""
    guests = cast.guests()
    async with db.transaction():
        bakery = await _open(cast.BAKERY, cast.OWNER)
        books = await _open(cast.BOOKS, cast.PARTNER, program_id=bakery.business.program_id)
        bikes = await _open(cast.BIKES, cast.CYCLIST, program_id=bakery.business.program_id)
        pharmacy = await _open(cast.PHARMACY, cast.NEIGHBOUR)
        await _settle_program(bakery)
        began = await sharing.agree(ACTOR, bakery.business.id, cast.TIME_ZONE)
        await _hire(bakery)
        await open_shelves(ACTOR, bakery.business.program_id, bakery.business.id)
        coffee = await program.set_up(ACTOR, bakery.business.id)
        for place, house, people, share in (
            (bakery, cast.BAKERY, guests, 0.7),
            (books, cast.BOOKS, guests[::2], 0.2),
            (bikes, cast.BIKES, guests[::4], 0.15),
            (pharmacy, cast.PHARMACY, guests[::3], 0.15),
        ):
            await _live_a_year(place, house, people, share)
        await _know_people(bakery, guests)
        await _offer_stamps(bakery)
        await _celebrate(bakery)
        await keep_views(ACTOR, bakery.business.program_id, bakery.business.id)
        await _open_today(bakery, guests)
        await _join_double(bakery, guests[1])
        await _welcome(bakery, coffee)
        tills = [_till(place) for place in (bakery, books, bikes)]
        await sharing.settle(ACTOR, bakery.business.program_id, tills, began, cast.SEED)
        await _bring_together(bakery, guests)
        await _wonder(bakery, guests)
        regulars = guests[COUNTER_GUESTS]
        make_till(till, regulars)
        await connect_till(ACTOR, bakery.business.program_id, bakery.business.id, till)


async def _open(house: House, owner: Sign, *, program_id: UUID | None = None) -> Place:
    business, first, _ = await identity.set_up_business(
        ACTOR,
        name=house.name,
        currency=None if program_id else cast.CURRENCY,
        time_zone=None if program_id else cast.TIME_ZONE,
        region=None if program_id else cast.REGION,
        owner=identity.NewStaff(owner.by, owner.name, cast.PASSWORD),
        earn_rate=POINTS_PER_TEN_RUPEES,
        stock_color=house.stock,
        foil_color=house.foil,
        program_id=program_id,
    )
    await businesses.update_business(ACTOR, business.id, {"motif": house.motif})
    stores = {}
    for number, shop in enumerate(house.shops):
        if number == 0:
            store = await businesses.update_store(
                ACTOR, business.id, first.id, {"name": shop.name, "code": shop.code, "city": cast.CITY}
            )
        else:
            store = await businesses.create_store(
                ACTOR,
                business.id,
                name=shop.name,
                code=shop.code,
                city=cast.CITY,
                shop_brand_id=await _hang(business.id, shop.door),
            )
        stores[shop.code] = store
    return Place(business, stores)


async def _hang(business_id: UUID, door: Door | None) -> UUID | None:
    """The shop brand over a door that does not wear the business's own name."""
    if door is None:
        return None
    look = {"name": door.name, "stock_color": door.stock, "foil_color": door.foil, "motif": door.motif}
    return (await businesses.create_shop_brand(ACTOR, business_id, **look)).id


async def _settle_program(place: Place) -> None:
    await businesses.update_program(
        ACTOR,
        place.business.program_id,
        {"name": cast.PROGRAM_NAME, "points_name": "points"},
        business_id=place.business.id,
    )


async def _hire(place: Place) -> None:
    for sign in (cast.MANAGER, cast.CASHIER, cast.ANALYST):
        new = identity.NewStaff(sign.by, sign.name, cast.PASSWORD)
        await identity.add_staff(ACTOR, place.business.id, new, role_key=sign.role)
    till = identity.Device("Till of the demo")
    session = (await identity.sign_in_staff(cast.CASHIER.by, cast.PASSWORD, till)).principal
    if session.session_id is not None:
        await identity.set_till_pin(session.actor(), session.session_id, cast.CASHIER_PIN)


async def _live_a_year(place: Place, house: House, guests: Sequence[Guest], share: float) -> None:
    today = clock.local_date(clock.now(), cast.TIME_ZONE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "year.csv"
        write(path, visits(house, guests, today, share=share))
        report = await purchases.import_csv(ACTOR, place.business.id, path)
        if report.rows_dead:
            raise RuntimeError(f"{report.rows_dead} visits of the demo could not be imported")


async def _know_people(place: Place, guests: Sequence[Guest]) -> None:
    chance = Random(cast.SEED)
    for guest in guests:
        known = await customers.member_by_phone(place.business.program_id, place.business.id, guest.phone)
        if known is None:
            raise RuntimeError(f"{guest.name} was not enrolled")
        key = place.key(known.membership_id)
        await customers.update_member(ACTOR, key, {"birthday": guest.birthday})
        for name, birthday in guest.kids:
            await customers.add_kid(ACTOR, key, name, birthday, has_guardian_agreed=True)
        for channel in chance.sample(list(ConsentChannel), chance.choice((0, 1, 1, 2))):
            await customers.record_consent(ACTOR, key, channel, is_granted=True, proof="told at the till")
        if chance.random() < 0.3:
            await customers.tag_member(ACTOR, key, chance.choice(TAGS))
        if chance.random() < 0.15:
            await customers.add_note(ACTOR, key, chance.choice(NOTES))


def _till(place: Place) -> sharing.Till:
    store = next(iter(place.stores.values()))
    return sharing.Till(place.business.id, store.id, place.business.name)


async def _offer_stamps(place: Place) -> None:
    store = next(iter(place.stores.values()))
    tenant = (place.business.program_id, place.business.id)
    await offer_stamps(ACTOR, *tenant, store.id, cast.STAR.phone)


async def _celebrate(place: Place) -> None:
    store = next(iter(place.stores.values()))
    await festive.celebrate(ACTOR, place.business.program_id, place.business.id, store)


async def _wonder(place: Place, guests: Sequence[Guest]) -> None:
    store = next(iter(place.stores.values()))
    await festive.wonder(ACTOR, place.business.program_id, place.business.id, store, guests)


async def _open_today(place: Place, guests: Sequence[Guest]) -> None:
    regulars = sorted(guests, key=lambda guest: -guest.visits)[1 : 4 * TODAY_BILLS]
    for number, visit in enumerate(of_today(cast.BAKERY, regulars, clock.now(), count=TODAY_BILLS)):
        await purchases.record(ACTOR, place.business.id, _sale(place, visit, number))


async def _join_double(place: Place, guest: Guest) -> None:
    store = next(iter(place.stores.values()))
    tenant = (place.business.program_id, place.business.id)
    await join_double(ACTOR, *tenant, store.id, guest.phone, currency=cast.CURRENCY)


async def _welcome(place: Place, coffee_id: UUID) -> None:
    star = await customers.member_by_phone(place.business.program_id, place.business.id, cast.STAR.phone)
    if star is None:
        raise RuntimeError(f"{cast.STAR.name} was not enrolled")
    await program.welcome(ACTOR, place.business.id, star, coffee_id)
    await let_points_live(ACTOR, place.business.program_id, place.business.id, star)


async def _bring_together(place: Place, guests: Sequence[Guest]) -> None:
    regulars = sorted(guests[1:], key=lambda guest: -guest.visits)
    await bring_together(ACTOR, place.business.program_id, place.business.id, regulars)


def _sale(place: Place, visit: Visit, number: int) -> RecordPurchase:
    return RecordPurchase(
        idempotency_key=f"demo-today-{number}",
        store_id=place.stores[visit.shop.code].id,
        amount=Money(visit.rupees * RUPEE, cast.CURRENCY),
        phone=visit.guest.phone,
        bill_number=f"T-{number + 1:03}",
        occurred_at=visit.at,
    )
