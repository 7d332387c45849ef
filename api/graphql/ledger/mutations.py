"""Every verb about points."""

import strawberry

from api.graphql.ledger.by_hand import HandMutations
from api.graphql.ledger.lifetime import LifetimeMutations


@strawberry.type
class Mutations(HandMutations, LifetimeMutations):
    """Fields of Mutation."""
