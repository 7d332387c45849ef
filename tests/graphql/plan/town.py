"""The data that generated operations are asked about: two shops of one program, a third apart, and whoever may come."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from api import businesses, directory, identity
from api.businesses import PendingKind
from api.core import audit, clock, db
from api.core.audit import Actor, ActorKind
from api.core.ids import new_id
from api.directory import BulkKind, BulkOrder, Selection, Sort, ViewDetails
from api.graphql.base.viewer import Viewer, anonymous, viewer_of
from api.tiers import TierBenefit
from tests.factories.businesses import Tenant, make_business
from tests.factories.identity import (
    make_api_key,
    make_customer_session,
    make_platform_admin,
    make_staff,
    make_token,
)
from tests.factories.tiers import STEPS, make_ladder
from tests.graphql.plan import clearing, festive, goods, mail, people, sales, shelf, stamping, syncing
from tests.graphql.plan.texts import NASTY, NASTY_JSON
from tests.graphql.sharing import allow, share

STAFF = ("owner", "manager", "cashier", "analyst")
NARROW = ("customers.read", "points.read", "purchases.read", "products.read")
OLD = "UPDATE purchase SET created_at = created_at - interval '1 day' WHERE business_id = $1"
UNDONE = "UPDATE program SET void_window_seconds = 864000 WHERE id = $1"
WORN = "UPDATE program SET max_per_day = 1000000, max_balance = 9007199254740991, pending_until = $2 WHERE id = $1"
USED = """
    UPDATE api_key SET last_used_at = created_at, expires_at = now() + interval '1 day',
        revoked_at = CASE WHEN ascii(right(id::text, 1)) % 2 = 0 THEN now() END
    WHERE business_id = $1 AND name = 'Till app'"""


@dataclass(slots=True)
class Town:
    """Three shops, everybody who may ask, and the moment at which they ask."""

    bakery: Tenant
    books: Tenant
    pharmacy: Tenant
    now: datetime
    viewers: dict[str, Viewer] = field(default_factory=dict)

    @property
    def programs(self) -> list[UUID]:
        """Of the bakery and the bookshop, and of the pharmacy."""
        return [self.bakery.program_id, self.pharmacy.program_id]


async def make_town() -> Town:
    """Builds it once. Nothing of it changes afterwards, nor with time: bills can be undone for days or no more."""
    town = await _shops()
    await _levels(town)
    cast = await _trade(town)
    town.viewers = await _staff(town) | await _customers(cast) | await _others()
    for tenant in (town.bakery, town.pharmacy):
        await _office(tenant)
        await _lists(tenant)
    await db.execute(UNDONE, town.bakery.program_id)
    await db.execute(OLD, town.pharmacy.business_id)
    await people.date(town.programs)
    await people.spell(town.programs, cast)
    town.now = clock.now()
    return town


async def _shops() -> Town:
    bakery = await make_business(name="Saffron Crumb")
    books = await make_business(name="Finch & Marlowe", program_id=bakery.program_id)
    pharmacy = await make_business(
        name="Niva",
        currency="KWD",
        time_zone="America/St_Johns",
        region="CA",
        rules={"pending_kind": PendingKind.DELAY, "pending_days": 3},
    )
    return Town(bakery, books, pharmacy, clock.now())


async def _trade(town: Town) -> list[UUID]:
    """Goods, members and sales of all three shops; the people with several cards."""
    cast: list[UUID] = []
    for tenant, currency, count in (
        (town.bakery, "INR", 9),
        (town.books, "INR", 4),
        (town.pharmacy, "KWD", 5),
    ):
        categories = await goods.stock(tenant)
        await goods.rule(tenant, categories)
        designs = await stamping.offer(tenant, categories)
        members = await people.members_of(tenant, count)
        if tenant is town.bakery:
            cast = await people.settle(members, town.books, town.pharmacy)
        till = sales.Till(tenant, currency, town.now, categories)
        known = [each.membership_id for each in members[:-2]]  # two never bought anything
        await sales.trade(till, known)
        await stamping.stamp(tenant, designs, known[:4])
        if tenant is town.bakery:
            await sales.move(till, known[0], known[1])
            await clearing.share(town.bakery, town.books, known[:4])
            await allow(tenant)
            for at, text in ((0, NASTY[2]), (2, NASTY[11])):
                await share(tenant, members[at], text, currency)
        await sales.release_some(till)
        await shelf.fill(tenant, known, currency)
        await festive.give(tenant, known)
        await mail.send(tenant, known[:4])
        await syncing.sync(tenant, known)
    return cast


async def _levels(town: Town) -> None:
    """A ladder that the bakery's and the bookshop's customers climb with what they buy; the pharmacy has none."""
    benefits = tuple(TierBenefit(text[:160], "gift") for text in NASTY if text.strip() and text.isprintable())
    await make_ladder(town.bakery, (*STEPS[:2], replace(STEPS[2], benefits=benefits[:12])))


async def _staff(town: Town) -> dict[str, Viewer]:
    found = {}
    for role in STAFF:
        found[role] = await _staff_of(town.bakery, role)
    found["partner"] = await _staff_of(town.books, "owner")
    found["neighbour"] = await _staff_of(town.pharmacy, "owner")
    for name, scopes in (("key", sorted(identity.ALL_PERMISSIONS)), ("narrow key", NARROW)):
        key = await make_api_key(town.bakery.business_id, *scopes)
        found[name] = viewer_of(await identity.authenticate(key.secret))
    return found


async def _staff_of(tenant: Tenant, role: str) -> Viewer:
    staff = await make_staff(tenant.program_id, tenant.business_id, role=role)
    await make_token(staff)  # a second device
    return viewer_of(await identity.authenticate(await make_token(staff)))


async def _customers(cast: list[UUID]) -> dict[str, Viewer]:
    found = {}
    for name, person in zip(("several", "merged", "single"), cast, strict=True):
        found[name] = await _customer(person)
    found["newcomer"] = await _customer(new_id())
    return found


async def _customer(person: UUID) -> Viewer:
    session = await make_customer_session(person)
    return viewer_of(await identity.authenticate(session.tokens.access_token))


async def _others() -> dict[str, Viewer]:
    admin = await make_platform_admin()
    return {
        "anonymous": anonymous(address="127.0.0.1"),
        "admin": viewer_of(await identity.authenticate(admin.tokens.access_token)),
    }


async def _office(tenant: Tenant) -> None:
    """What an owner's back office has: brands, roles, invitations, keys, a log of everything odd."""
    owner = tenant.owner
    brand = await businesses.create_shop_brand(
        owner, tenant.business_id, name="Corner", stock_color="#123456", foil_color="#abcdef", initials="ÅÉ"
    )
    await businesses.create_store(
        owner, tenant.business_id, name=NASTY[2], code="second", shop_brand_id=brand.id
    )
    await db.execute(WORN, tenant.program_id, datetime(2300, 1, 1, 0, 0, 0, 10, UTC))
    role = await identity.create_role(
        owner,
        tenant.business_id,
        name="Weekend",
        permissions=["customers.read", "kids.read"],
        granting=identity.ALL_PERMISSIONS,
    )
    for number in range(3):
        invited = await identity.invite_staff(
            owner,
            tenant.business_id,
            email=f"guest{number}@example.com",
            role_id=role.id,
            granting=identity.ALL_PERMISSIONS,
        )
        if number == 2:
            await identity.revoke_invitation(owner, tenant.business_id, invited.invitation.id)
        await make_api_key(tenant.business_id, "customers.read", "products.read")
    await db.execute(USED, tenant.business_id)
    await _log(tenant)


async def _lists(tenant: Tenant) -> None:
    """Saved views, an act on everybody that waits for its worker, and a list that was brought in."""
    for name, is_shared in ((NASTY[3][:60].strip() or "Odd", True), ("Mine", False)):
        view = ViewDetails(name, "", {"hasKids": True}, Sort.NAME, ("name", "points"), is_shared, False)
        await directory.save_view(tenant.owner, tenant.program_id, tenant.business_id, view)
    order = BulkOrder(BulkKind.TAG, Selection(), tag="Seen")
    scope = (tenant.owner, tenant.program_id, tenant.business_id)
    await directory.start(*scope, order, idempotency_key="everybody")
    await directory.begin_import(*scope, b"Phone,Name\n12,Wrong\n", "list.csv", idempotency_key="a list")


async def _log(tenant: Tenant) -> None:
    actors = (Actor(ActorKind.SYSTEM, name=NASTY[1]), Actor(ActorKind.COMMAND, name=NASTY[5]), tenant.owner)
    for number, value in enumerate(NASTY_JSON):
        await audit.record(
            actors[number % len(actors)],
            ("identity.odd", "identity", "identityx.odd")[number % 3],
            target=("Note", new_id()) if number % 2 else None,
            before=value if number % 2 else None,
            after=value,
            program_id=tenant.program_id,
            business_id=tenant.business_id,
        )
