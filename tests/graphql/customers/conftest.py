"""What these tests share with those of the domain."""

from tests.customers.conftest import inbox

__all__ = ["inbox"]
