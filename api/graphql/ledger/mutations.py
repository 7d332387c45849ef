"""Every verb about points."""

import strawberry

from api.graphql.ledger.by_hand import HandMutations
from api.graphql.ledger.clearing_mutations import ClearingMutations
from api.graphql.ledger.lifetime import LifetimeMutations
from api.graphql.ledger.opening import OpeningMutations


@strawberry.type
class Mutations(HandMutations, LifetimeMutations, OpeningMutations, ClearingMutations):
    """Fields of Mutation."""
