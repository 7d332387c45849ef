"""A stand-in for SQL Server: TDS over a SQLite file."""

from tests.erp.tds.faults import Faults
from tests.erp.tds.server import TdsServer

__all__ = ["Faults", "TdsServer"]
