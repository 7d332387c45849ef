"""What earns more by its maker: at the till, as a preview, brought back, and as another system tells it."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from api import purchases
from api.core.audit import SYSTEM
from api.purchases import (
    EarnConditions,
    EarnRuleKind,
    LineInput,
    NewEarnRule,
    PreviewPurchase,
    ReturnPurchase,
    StatedBill,
)
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.products import make_category, make_product, make_product_brand
from tests.factories.purchases import a_sale, balance_of

pytestmark = pytest.mark.integration

LINES = (LineInput(30_000, sku="LOAF"), LineInput(20_000, sku="RYE"), LineInput(10_000, sku="BEANS"))
STEPS = [("Base rate: 1 point per 10 INR", 60), ("The Mill: x2", 30)]
SHARES = [60, 20, 10]


@pytest.fixture
async def shop(tenant: Tenant) -> Tenant:
    """Bread of two makers and beans of one of them; bread of The Mill earns twice."""
    bread = (await make_category(tenant, code="bread", name="Bread")).id
    mill = (await make_product_brand(tenant)).id
    other = (await make_product_brand(tenant, code="other", name="Other")).id
    await make_product(tenant, sku="LOAF", category_id=bread, brand_id=mill)
    await make_product(tenant, sku="RYE", category_id=bread, brand_id=other)
    await make_product(tenant, sku="BEANS", brand_id=mill)
    double = NewEarnRule(
        "The Mill",
        EarnRuleKind.MULTIPLIER,
        conditions=EarnConditions(category_ids=frozenset({bread}), brand_ids=frozenset({mill})),
        multiplier_bp=20_000,
    )
    await purchases.save_earn_rule(tenant.owner, tenant.business_id, double)
    return tenant


async def test_the_till_previews_books_and_takes_back(shop: Tenant) -> None:
    """Given a rule for one maker's bread, then preview and bill tell the same, and each line takes back its share."""
    member = await make_member(shop)
    sale = a_sale(shop, 60_000, membership_id=member.membership_id, lines=LINES)
    asked = PreviewPurchase(shop.store_id, sale.amount, membership_id=member.membership_id, lines=LINES)
    seen = await purchases.preview(shop.owner, shop.business_id, asked)
    bill = (await purchases.record(shop.owner, shop.business_id, sale)).purchase
    assert [(step.rule, step.points) for step in seen.steps] == STEPS
    assert (seen.steps, seen.points) == (bill.explanation, bill.points_earned)
    lines = (await purchases.lines_of([bill.id]))[bill.id]
    assert [line.points for line in lines] == SHARES
    for seq, amount, points in ((1, 30_000, 60), (3, 10_000, 10)):
        request = ReturnPurchase(uuid4().hex, bill.id, lines=((seq, amount),))
        made = await purchases.return_purchase(shop.owner, shop.business_id, request)
        assert made.purchase_return.points_taken_back == points
    assert await balance_of(member.membership_id) == 20


@pytest.mark.parametrize("is_history", [True, False])
async def test_bills_of_another_system_earn_the_same(shop: Tenant, is_history: bool) -> None:
    """Given the same goods on a stated bill, many at once or one by one, then steps and shares are the till's."""
    member = (await make_member(shop)).membership_id
    at = datetime(2026, 5, 4, 12, tzinfo=UTC)
    bill = StatedBill("1", shop.store_id, at, 60_000, member, lines=LINES)
    plain = StatedBill("2", shop.store_id, at, 60_000, member)
    made, without = await purchases.state_bills(
        SYSTEM, shop.business_id, "e:test", [bill, plain], is_history=is_history
    )
    assert made.purchase_id is not None
    assert (made.points, without.points) == (90, 60)
    kept = (await purchases.purchases_by_id([made.purchase_id]))[made.purchase_id]
    assert [(step.rule, step.points) for step in kept.explanation] == STEPS
    lines = (await purchases.lines_of([made.purchase_id]))[made.purchase_id]
    assert [line.points for line in lines] == SHARES
    edited = bill._replace(lines=LINES[1:], amount_minor=30_000)
    (now,) = await purchases.state_bills(SYSTEM, shop.business_id, "e:test", [edited], is_history=is_history)
    assert now.points == 30
