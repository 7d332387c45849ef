"""Lighthouse on the wallet."""
