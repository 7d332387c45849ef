"""Bills that a source tells earn by the makers and kinds of goods that it tells, too."""

from pathlib import Path

import pytest

from api import customers, ledger, products, purchases
from api.core.audit import SYSTEM
from api.erp.types import StreamKind
from api.purchases import EarnConditions, EarnRuleKind, NewEarnRule
from tests.erp.plain import PlainTill
from tests.factories.businesses import Tenant, make_business
from tests.factories.erp import Synced, connect

pytestmark = pytest.mark.integration

ASHA = "+919820000001"


@pytest.fixture
def till(scratch: Path) -> PlainTill:
    """A till with goods of two makers, of which one is told with blanks around."""
    till = PlainTill(scratch / "till.db")
    till.put("products", sku="LOAF", name="Loaf", category="Bread", brand=" The Mill ", price="30")
    till.put("products", sku="RYE", name="Rye", category="Bread", brand="Other", price="20")
    till.put("products", sku="BEANS", name="Beans", category="Coffee", brand="The Mill", price="10")
    return till


@pytest.fixture
async def synced(db: None, till: PlainTill) -> Synced:
    """A business that has read the goods; bread of The Mill earns twice."""
    tenant = await make_business()
    synced = await connect(tenant, till.path, preset="generic")
    await synced.backfill(StreamKind.PRODUCT)
    await synced.backfill(StreamKind.CUSTOMER)
    await double_the_loaf(tenant)
    return synced


async def double_the_loaf(tenant: Tenant) -> None:
    """A rule for the category and the brand that the loaf has here."""
    loaf = (await products.products_by_sku(tenant.program_id, tenant.business_id, ["LOAF"]))["LOAF"]
    assert loaf.category_id is not None
    assert loaf.brand_id is not None
    asked = EarnConditions(frozenset({loaf.category_id}), brand_ids=frozenset({loaf.brand_id}))
    rule = NewEarnRule("The Mill", EarnRuleKind.MULTIPLIER, conditions=asked, multiplier_bp=20_000)
    await purchases.save_earn_rule(SYSTEM, tenant.business_id, rule)


def sell(till: PlainTill, key: str) -> None:
    """One article of each and one that nobody knows, 100 each."""
    till.bill(key, "400.00", phone=ASHA)
    for sku in ("LOAF", "RYE", "BEANS", "XYZ"):
        till.put("bill_lines", id=f"{key}-{sku}", bill_id=key, sku=sku, name=sku, quantity="1", amount="100")


async def balance(synced: Synced) -> int:
    """What Asha can spend."""
    tenant = (synced.tenant.program_id, synced.tenant.business_id)
    member = await customers.member_by_phone(*tenant, ASHA)
    assert member is not None
    return (await ledger.balances_for([member.membership_id]))[member.membership_id].available


async def test_history_and_live_bills_earn_by_brand(synced: Synced, till: PlainTill) -> None:
    """Given a rule for one maker's bread, when bills are read at once and then live, then just the loaf earns twice."""
    sell(till, "1")
    sell(till, "2")
    await synced.backfill()
    assert await balance(synced) == 100
    sell(till, "3")
    await synced.poll()
    assert await balance(synced) == 150


async def test_goods_of_another_maker_now_earn_as_such(synced: Synced, till: PlainTill) -> None:
    """Given the source names another maker, when it is read, then bills from then on follow; earlier ones stay."""
    sell(till, "1")
    await synced.backfill()
    till.put("products", sku="RYE", name="Rye", category="Bread", brand="The Mill", price="20")
    await synced.poll(StreamKind.PRODUCT)
    sell(till, "2")
    await synced.poll()
    assert await balance(synced) == 50 + 60
    assert await ledger.verify(synced.tenant.program_id) == []
