"""The GraphQL door: types, permissions, paging; no business rules."""
