"""Callers in the schema: viewer, sign-in, staff, roles, keys, audit."""
