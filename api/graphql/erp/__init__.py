"""The sync with a shop's own system in the schema: connections, streams, mappings, repairs, claimed bills."""
