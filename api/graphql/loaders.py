"""Every batch loader, one line each, over the domains' batch reads."""

from api import businesses, customers, identity, purchases
from api.graphql.base import Batch

api_keys_of_business = Batch(identity.api_keys_of)
businesses_by_id = Batch(businesses.businesses_by_id)
earn_rates = Batch(businesses.earn_rates_for)
earn_rules_of_business = Batch(purchases.earn_rules_of)
invitations_of_business = Batch(identity.invitations_of)
participants = Batch(businesses.participants_of)
people = Batch(customers.people_by_id)
programs = Batch(businesses.program_rules)
roles_of_business = Batch(identity.roles_of)
sessions_of_user = Batch(identity.sessions_of)
shop_brands = Batch(businesses.shop_brands_by_id)
shop_brands_of_business = Batch(businesses.shop_brands_of)
staff = Batch(identity.staff_by_id)
staff_of_business = Batch(identity.staff_of)
store_days = Batch(purchases.store_days)
stores = Batch(businesses.stores_by_id)
stores_of_business = Batch(businesses.stores_of)
users = Batch(identity.users_by_id)
workplaces = Batch(identity.workplaces_of)
