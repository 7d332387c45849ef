"""What tests of people share: two entries, a business beside, and an inbox that keeps codes."""

from collections.abc import Iterator

import pytest

from api.core.settings import get_settings
from api.customers import Member, ports
from api.customers.types import CodeMessage
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member


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
async def other(db: None) -> Tenant:
    """Somebody else's business."""
    return await make_business(name="Sari Palace")


@pytest.fixture
async def kept(tenant: Tenant) -> Member:
    """The one of two entries who stays."""
    return await make_member(tenant, name="Meera Iyer")


@pytest.fixture
async def gone(tenant: Tenant) -> Member:
    """The double entry."""
    return await make_member(tenant, name="Mira Iyer")


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Codes as often as one likes."""
    monkeypatch.setattr(get_settings(), "rate_limits_enabled", False)


@pytest.fixture
def limited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rate limits as in production."""
    monkeypatch.setattr(get_settings(), "rate_limits_enabled", True)
