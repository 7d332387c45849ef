"""The shop that the tests of rewards are about."""

import pytest

from tests.factories.businesses import Tenant, make_business


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business of its own."""
    return await make_business()
