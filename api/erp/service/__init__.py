"""Verbs of the sync."""
