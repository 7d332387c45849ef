"""Every verb about callers."""

import strawberry

from api.graphql.identity.joining import JoiningMutations
from api.graphql.identity.keys import KeyMutations
from api.graphql.identity.sessions import SessionMutations
from api.graphql.identity.sign_in import SignInMutations
from api.graphql.identity.staff import StaffMutations


@strawberry.type
class Mutations(SignInMutations, JoiningMutations, SessionMutations, StaffMutations, KeyMutations):
    """Fields of Mutation."""
