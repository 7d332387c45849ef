"""Points in the schema: their history, and the verbs that move them without a bill."""
