"""The sample app, as for the tests of the GraphQL base."""

from tests.graphql.base.conftest import ask, callers, http, site

__all__ = ["ask", "callers", "http", "site"]
