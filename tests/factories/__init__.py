"""Makers of what tests begin with, one file per domain."""
