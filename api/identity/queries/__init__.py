"""Reads of callers, batch first."""
