"""What a till works with: its store, its program's rules, the rates that hold, and the goods on a bill."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from api import businesses, customers, products
from api.businesses import EarnRate, ProgramRules, StoreInfo
from api.core.errors import NotFound
from api.core.money import Money
from api.customers import Member
from api.purchases.errors import StoreUnknown
from api.purchases.queries import earn_rules_of
from api.purchases.rules import checks, paying
from api.purchases.rules.earning import Earned, EarnTerms, Sale, SaleLine, earn
from api.purchases.rules.family import NOBODY, FamilyOnDay, asks_for_family, on_day
from api.purchases.types import EarnRuleInfo, LineInput
from api.tiers import TierBoost


@dataclass(frozen=True, slots=True)
class Till:
    """A store with everything that decides what its sales earn."""

    store: StoreInfo
    program: ProgramRules
    rate: EarnRate
    earn_rules: tuple[EarnRuleInfo, ...]

    @property
    def asks_for_first_purchase(self) -> bool:
        """True where a rule depends on whether the member bought before."""
        return any(rule.conditions.first_purchase for rule in self.earn_rules)

    @property
    def asks_for_family(self) -> bool:
        """True where a rule depends on birthdays or children."""
        return any(asks_for_family(rule.conditions) for rule in self.earn_rules)


@dataclass(frozen=True, slots=True)
class Parts:
    """How a bill is paid, in minor units: gift card, points, and the rest that earns."""

    gift_card_minor: int
    points_paid_minor: int
    eligible_minor: int


async def the_till(program: ProgramRules, business_id: UUID, store_id: UUID) -> Till:
    """The open store of the business with its rates. Refuses with STORE_UNKNOWN."""
    store = (await businesses.stores_by_id([store_id])).get(store_id)
    if store is None or store.business_id != business_id or not store.is_active:
        raise StoreUnknown("There is no such open store in your business.", path=("storeId",))
    rate = await businesses.earn_rate_for(program.id, business_id)
    earn_rules = await earn_rules_of([business_id], only_active=True)
    return Till(store, program, rate, tuple(earn_rules[business_id]))


def pay(
    program: ProgramRules,
    amount: Money,
    gift_card: Money | None,
    points_paid: int,
    lines: Sequence[LineInput],
) -> Parts:
    """The parts of a bill, each checked."""
    checks.check_amount(amount, program.currency, program.max_amount_minor)
    checks.check_lines(lines, amount.minor_units)
    by_card = checks.check_gift_card(gift_card, amount, program.currency)
    payable = amount.minor_units - by_card
    by_points = paying.check_points_paid(
        points_paid, program.payment, program.point_value_micro_minor, payable
    )
    return Parts(by_card, by_points, payable - by_points)


async def known_goods(till: Till, lines: Sequence[LineInput]) -> tuple[LineInput, ...]:
    """The lines with product, category, brand and name as the catalogue has them; an unknown sku stays as it was read.

    Refuses ids of products and categories that are not this business's with NOT_FOUND.
    """
    tenant = (till.store.program_id, till.store.business_id)
    skus = {line.sku for line in lines if line.sku and line.product_id is None}
    by_sku = await products.products_by_sku(*tenant, sorted(skus)) if skus else {}
    ids = {line.product_id for line in lines if line.product_id is not None}
    by_id = await products.products_by_id(*tenant, sorted(ids)) if ids else {}
    asked = {line.category_id for line in lines if line.category_id is not None}
    categories = await products.categories_by_id(*tenant, sorted(asked)) if asked else {}
    resolved = []
    for at, line in enumerate(lines):
        product = by_id.get(line.product_id) if line.product_id else by_sku.get(line.sku)
        if line.product_id is not None and product is None:
            raise NotFound("There is no such product.", path=("lines", str(at), "productId"))
        if line.category_id is not None and line.category_id not in categories:
            raise NotFound("There is no such category.", path=("lines", str(at), "categoryId"))
        resolved.append(line if product is None else _with_product(line, product))
    return tuple(resolved)


def _with_product(line: LineInput, product: "products.ProductInfo") -> LineInput:
    return replace(
        line,
        product_id=product.id,
        category_id=line.category_id or product.category_id,
        brand_id=product.brand_id,
        sku=line.sku or product.sku,
        name=line.name or product.name,
    )


async def the_member(program_id: UUID, business_id: UUID, membership_id: UUID) -> Member:
    """A member of the program, or whom they were merged into. Refuses others with NOT_FOUND."""
    found = await customers.members_by_id(program_id, [membership_id], business_id=business_id)
    if membership_id not in found:
        kept_id = (await customers.kept_members(program_id, [membership_id])).get(membership_id)
        if kept_id is None:
            raise NotFound("There is no such customer.", path=("customerId",))
        found = await customers.members_by_id(program_id, [kept_id], business_id=business_id)
        membership_id = kept_id
    return found[membership_id]


async def family_at(till: Till, member: Member, occurred_at: datetime) -> FamilyOnDay:
    """Birthdays and children of a member on the day of a sale; asked only where a rule depends on them."""
    if not till.asks_for_family:
        return NOBODY
    tenant = (till.program.id, till.store.business_id, member.membership_id)
    day = occurred_at.astimezone(ZoneInfo(till.program.time_zone)).date()
    return on_day(await customers.family_of(*tenant), day)


def work_out(
    till: Till,
    birth_month: int | None,
    parts: Parts,
    lines: Sequence[LineInput],
    occurred_at: datetime,
    *,
    is_first_purchase: bool,
    boost: TierBoost | None = None,
    family: FamilyOnDay = NOBODY,
) -> Earned:
    """The points of a member's sale: the one calculation behind recording and preview."""
    local = occurred_at.astimezone(ZoneInfo(till.program.time_zone))
    sale = Sale(
        eligible_minor=parts.eligible_minor,
        lines=tuple(
            SaleLine(line.amount_minor, line.product_id, line.category_id, line.brand_id) for line in lines
        ),
        store_id=till.store.id,
        local_time=local,
        is_first_purchase=is_first_purchase,
        is_birthday_month=birth_month == local.month,
        family=family,
    )
    terms = EarnTerms(till.rate, till.program.rounding, till.program.currency, till.earn_rules, boost)
    return earn(sale, terms)
