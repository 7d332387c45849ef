"""Adapters: one file, one vendor, one port."""
