"""Importing history: a CSV of any size, batch by batch, each whole or not at all."""

from api.purchases.service.importing.run import import_csv

__all__ = ["import_csv"]
