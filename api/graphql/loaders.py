"""Every batch loader, one line each, over the domains' batch reads."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from api import businesses, customers, identity, ledger, products, purchases
from api.graphql.base import Batch, Viewer


async def _members(viewer: Viewer, keys: Sequence[UUID]) -> Mapping[UUID, customers.Member]:
    """Members as the caller's business sees them, and only those whom it has met."""
    mine = viewer.the_business()
    return await customers.members_by_id(viewer.the_program(), keys, business_id=mine, only_met=True)


async def _expiring(keys: Sequence[UUID]) -> Mapping[UUID, list[ledger.ExpiringPoints]]:
    """What cards lose within ninety days."""
    return await ledger.expiring_for(keys, timedelta(days=90))


api_keys_of_business = Batch(identity.api_keys_of)
balances = Batch(ledger.balances_for)
businesses_by_id = Batch(businesses.businesses_by_id)
categories = Batch(products.categories_by_key)
consents = Batch(customers.consents_of)
earn_rates = Batch(businesses.earn_rates_for)
earn_rules_of_business = Batch(purchases.earn_rules_of)
expiring_points = Batch(_expiring)
invitations_of_business = Batch(identity.invitations_of)
kids = Batch(customers.kids_of)
kids_of_person = Batch(customers.kids_of_people)
latest_purchase = Batch(purchases.latest_purchases)
latest_transaction = Batch(ledger.latest_for)
members = Batch(scoped=_members)
memberships_of_person = Batch(customers.memberships_of)
notes = Batch(customers.notes_of)
participants = Batch(businesses.participants_of)
people = Batch(customers.people_by_id)
product_brands = Batch(products.product_brands_by_key)
programs = Batch(businesses.program_rules)
purchase_lines = Batch(purchases.lines_of)
purchase_returns = Batch(purchases.returns_of)
purchases_by_id = Batch(purchases.purchases_by_id)
roles_of_business = Batch(identity.roles_of)
sessions_of_user = Batch(identity.sessions_of)
shop_brands = Batch(businesses.shop_brands_by_id)
shop_brands_of_business = Batch(businesses.shop_brands_of)
staff = Batch(identity.staff_by_id)
staff_of_business = Batch(identity.staff_of)
store_days = Batch(purchases.store_days)
stores = Batch(businesses.stores_by_id)
stores_of_business = Batch(businesses.stores_of)
tags = Batch(customers.tags_of)
users = Batch(identity.users_by_id)
workplaces = Batch(identity.workplaces_of)
