"""Members as staff see them, and people as they see themselves."""

from api.graphql.customers.types.customer import Customer
from api.graphql.customers.types.details import CustomerMerge, Note, Tag
from api.graphql.customers.types.kids import Kid
from api.graphql.customers.types.leaving import DataExport, Erasure
from api.graphql.customers.types.person import Person
from api.graphql.customers.types.slices import WALLET

__all__ = ["WALLET", "Customer", "CustomerMerge", "DataExport", "Erasure", "Kid", "Note", "Person", "Tag"]
