"""The worked examples of the documentation, done and compared."""
