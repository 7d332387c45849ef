"""Reads of the office's list of customers."""

from api.directory.queries.counting import count, measure
from api.directory.queries.search import find

__all__ = ["count", "find", "measure"]
