"""What these tests share with those of the domain."""

from tests.erp.conftest import other, reading

__all__ = ["other", "reading"]
