"""What the demo's bakery sells, and the rules by which it earns."""

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api import products, purchases
from api.cli.demo import cast
from api.core import clock
from api.core.audit import Actor
from api.products import ProductValues
from api.purchases import EarnConditions, EarnRuleKind, NewEarnRule, Weekday

RUPEE = 100
GOODS = (
    (
        "BRD",
        "Breads",
        (("BRD-RYE", "Dark rye", 220), ("BRD-SOUR", "Sourdough", 260), ("BRD-PAV", "Ladi pav", 40)),
    ),
    ("BUN", "Buns and cakes", (("BUN-CARD", "Cardamom bun", 90), ("CAK-SAFF", "Saffron cake", 640))),
    ("DRK", "Drinks", (("DRK-FLAT", "Flat white", 180), ("DRK-CHAI", "Masala chai", 60))),
    ("SHF", "From the shelf", (("SHF-BEAN", "Monsoon beans, 250 g", 520), ("SHF-JAM", "Jamun jam", 340))),
)
BRANDS = (("LAMP", "Lamplight Roasters", ("SHF-BEAN", "DRK-FLAT")), ("GROVE", "Grove Pantry", ("SHF-JAM",)))
RULES = (
    NewEarnRule(
        "Tuesdays count double",
        EarnRuleKind.MULTIPLIER,
        conditions=EarnConditions(weekdays=frozenset({Weekday.TUE})),
        multiplier_bp=20_000,
    ),
    NewEarnRule(
        "Welcome: 50 points with the first bill",
        EarnRuleKind.BONUS,
        conditions=EarnConditions(first_purchase=True),
        bonus_points=50,
    ),
    NewEarnRule(
        "Birthday month counts double",
        EarnRuleKind.MULTIPLIER,
        priority=90,
        conditions=EarnConditions(birthday_month=True),
        multiplier_bp=20_000,
    ),
)


async def open_shelves(actor: Actor, program_id: UUID, business_id: UUID) -> None:
    """Goods with their categories and brands; earn rules, one of which asks for a brand."""
    tenant = (program_id, business_id)
    brand_of: dict[str, UUID] = {}
    for code, name, skus in BRANDS:
        brand = await products.save_product_brand(actor, *tenant, code=code, name=name)
        brand_of |= dict.fromkeys(skus, brand.id)
    for code, name, goods in GOODS:
        category = await products.save_category(actor, *tenant, code=code, name=name)
        for sku, product, rupees in goods:
            values: ProductValues = {
                "category_id": category.id,
                "brand_id": brand_of.get(sku),
                "price_minor": rupees * RUPEE,
            }
            await products.save_product(actor, *tenant, sku=sku, name=product, values=values)
    await _make_rules(actor, business_id, roaster=brand_of["SHF-BEAN"])


async def _make_rules(actor: Actor, business_id: UUID, *, roaster: UUID) -> None:
    coffee = NewEarnRule(
        "10 points more with Lamplight's coffee",
        EarnRuleKind.BONUS,
        conditions=EarnConditions(brand_ids=frozenset({roaster})),
        bonus_points=10,
    )
    day = clock.local_date(clock.now(), cast.TIME_ZONE) + timedelta(days=14)
    begins = datetime.combine(day, time.min, ZoneInfo(cast.TIME_ZONE))
    festival = NewEarnRule(
        "The festival week counts three times",
        EarnRuleKind.MULTIPLIER,
        multiplier_bp=30_000,
        starts_at=begins,
        ends_at=begins + timedelta(days=7),
    )
    for rule in (*RULES, coffee, festival):
        await purchases.save_earn_rule(actor, business_id, rule)
