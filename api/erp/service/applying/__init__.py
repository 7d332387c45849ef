"""Rows of a source in the books."""
