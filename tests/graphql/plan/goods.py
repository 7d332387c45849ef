"""What the shops of the town sell and how it earns."""

from datetime import UTC, datetime
from uuid import UUID

from api import products, purchases
from api.businesses import EarnRate
from api.core.audit import SYSTEM
from api.products import ProductInfo, ProductValues
from api.purchases import EarnConditions, EarnRuleKind, LineInput, NewEarnRule, Weekday
from tests.factories.businesses import Tenant
from tests.factories.products import make_category

GOODS = 8


async def stock(tenant: Tenant) -> list[UUID]:
    """Goods with and without price, category and maker; the ids of their categories."""
    within = (tenant.program_id, tenant.business_id)
    categories = [(await make_category(tenant, code=code, name=code.title())).id for code in ("bread", "tea")]
    maker = await products.save_product_brand(SYSTEM, *within, code="mill", name="The Mill")
    for number in range(GOODS):
        values: ProductValues = {"price_minor": None if number % 3 == 0 else 100 * number}
        if number % 2:
            values["category_id"] = categories[number % 4 // 2]
        if number % 4 == 1:
            values["brand_id"] = maker.id
        await products.save_product(
            SYSTEM, *within, sku=f"SKU-{number}", name=f"Good {number}", values=values
        )
    return categories


async def rule(tenant: Tenant, categories: list[UUID]) -> None:
    """A rule of each kind: one with every condition, one with none, one that has ended."""
    goods = await _products(tenant)
    everything = EarnConditions(
        category_ids=frozenset(categories),
        product_ids=frozenset(each.id for each in goods),
        brand_ids=frozenset(each.brand_id for each in goods if each.brand_id),
        store_ids=frozenset({tenant.store_id}),
        weekdays=frozenset({Weekday.SUN, Weekday.TUE}),
        from_hour=0,
        to_hour=24,
        first_purchase=True,
        birthday_month=True,
        min_amount_minor=1,
    )
    for new in (
        NewEarnRule("Everything", EarnRuleKind.RATE, 1, everything, EarnRate(3, 700), cap_points=40),
        NewEarnRule("One and a half", EarnRuleKind.MULTIPLIER, multiplier_bp=15_000),
        NewEarnRule("Odd multiple", EarnRuleKind.MULTIPLIER, 100, multiplier_bp=10_001),
        NewEarnRule(
            "Ended",
            EarnRuleKind.BONUS,
            bonus_points=50,
            starts_at=datetime(2024, 2, 29, 12, 0, 0, 123_400, UTC),
            ends_at=datetime(2025, 1, 1, tzinfo=UTC),
            is_active=False,
        ),
    ):
        await purchases.save_earn_rule(SYSTEM, tenant.business_id, new)


async def _products(tenant: Tenant) -> list[ProductInfo]:
    """Two of them, one with a maker."""
    page = await products.list_products(tenant.program_id, tenant.business_id, first=2)
    return list(page.items)


def some_lines(number: int, categories: list[UUID]) -> tuple[LineInput, ...]:
    """The lines of a bill: none, or three of which one has a category of its own."""
    if number % 3 == 0:
        return ()
    return (
        LineInput(12_345, sku="SKU-1", name="Good 1", quantity_milli=1_500),
        LineInput(7_655, category_id=categories[0], quantity_milli=333),
        LineInput(20_000, name="Sundries", quantity_milli=2_000_000),
    )
