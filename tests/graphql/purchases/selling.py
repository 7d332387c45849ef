"""Who sells, where, and for how much."""

from typing import Any
from uuid import uuid4

from api.core.ids import to_global_id
from tests.factories.businesses import Tenant

BILL = """purchase { id billNumber status pointsEarned amount { minorUnits currency } eligible { minorUnits }
  store { id name } customer { id name balance } staffName voidableUntil
  lines { seq sku name quantity amount { minorUnits } category { name } } explanation { rule ruleId points } }
  customer { id balance } isReplay"""
RETURN = """purchaseReturn { id kind amount { minorUnits } pointsTakenBack reason }
  purchase { status returned { minorUnits } voidableUntil returns { kind } } customer { balance } isReplay"""


def store_id(tenant: Tenant) -> str:
    """The opaque id of the tenant's store."""
    return to_global_id("Store", tenant.store_id)


def sale(tenant: Tenant, minor_units: int = 64_000, **more: Any) -> dict[str, Any]:
    """A sale as a till sends it."""
    amount = {"minorUnits": minor_units, "currency": "INR"}
    return {"idempotencyKey": uuid4().hex, "storeId": store_id(tenant), "amount": amount, **more}
