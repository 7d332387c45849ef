"""Reads of the sync that its verbs need; what is shown goes through the published views."""
