"""The slice of suspicious awards."""
