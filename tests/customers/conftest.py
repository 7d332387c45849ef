"""What tests of people share: a business, and an inbox that keeps codes."""

from collections.abc import Iterator

import pytest

from api.customers import ports
from api.customers.types import CodeMessage
from tests.factories.businesses import Tenant, make_business


class KeptCodes:
    """A CodeSender that remembers."""

    def __init__(self) -> None:
        self.messages: list[CodeMessage] = []

    async def send_code(self, message: CodeMessage, /) -> None:
        """Keeps the message."""
        self.messages.append(message)

    def to(self, phone: str) -> str:
        """The newest code that went to a phone."""
        return next(each.code for each in reversed(self.messages) if each.phone == phone)


@pytest.fixture
def inbox() -> Iterator[KeptCodes]:
    """Codes sent during this test."""
    before = list(ports._senders)
    kept = KeptCodes()
    ports.use_code_sender(kept)
    yield kept
    ports._senders[:] = before


@pytest.fixture
async def tenant(db: None) -> Tenant:
    """A business of its own in India."""
    return await make_business()


@pytest.fixture
async def other(db: None) -> Tenant:
    """Somebody else's business."""
    return await make_business(name="Sari Palace")
