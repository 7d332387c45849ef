"""Reads shops' own systems: SQL databases and folders of CSV files."""

from api.integrations.sql_erp.sources import SqlSources

__all__ = ["SqlSources"]
