"""One declaration a field, one statement a read: see docs/architecture.md and docs/guides/graphql.md."""
