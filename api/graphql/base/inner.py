"""The graphql-core schema inside Strawberry's."""

import strawberry
from graphql import GraphQLSchema


def core_schema(schema: strawberry.Schema) -> GraphQLSchema:
    """What parses, validates and executes."""
    return schema._schema  # noqa: SLF001 # strawberry has no public name for it
