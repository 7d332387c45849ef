"""Every verb about people."""

import strawberry

from api.graphql.customers.exports import ExportMutations
from api.graphql.customers.family import FamilyMutations
from api.graphql.customers.leaving import LeavingMutations
from api.graphql.customers.members import MemberMutations
from api.graphql.customers.merging import MergeMutations
from api.graphql.customers.own import OwnMutations


@strawberry.type
class Mutations(
    MemberMutations, ExportMutations, FamilyMutations, LeavingMutations, MergeMutations, OwnMutations
):
    """Fields of Mutation."""
