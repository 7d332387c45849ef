"""What tests of the office's list share: a business beside."""

import pytest

from tests.factories.businesses import Tenant, make_business


@pytest.fixture
async def other(db: None) -> Tenant:
    """Somebody else's business."""
    return await make_business(name="Sari Palace")
