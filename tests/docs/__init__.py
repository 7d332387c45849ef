"""Docs are read by tests: what they say is so."""
