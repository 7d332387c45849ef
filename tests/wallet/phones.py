"""Phones that show codes, and a till that looks at them."""

from datetime import datetime
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from api import customers, wallet
from api.core import clock
from api.core.errors import Refusal
from api.wallet.rules import codes, p256
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member


def jwk_of(key: ec.EllipticCurvePrivateKey) -> dict[str, object]:
    """The public half as WebCrypto exports it."""
    point = p256.point_of(key)
    return {"kty": "EC", "crv": "P-256", "x": p256.to_text(point[:32]), "y": p256.to_text(point[32:])}


class Phone:
    """A customer's phone with its key and certificate."""

    def __init__(self, member: customers.Member) -> None:
        self.member = member
        self.key = p256.new_private_key()
        self.card: wallet.DeviceCard | None = None

    async def certify(self) -> wallet.DeviceCard:
        """Asks for the certificate."""
        self.card = await wallet.certify_device(
            self.member.person_id, self.member.membership_id, jwk_of(self.key)
        )
        return self.card

    def code(self, moment: datetime | None = None) -> str:
        """What the phone shows."""
        assert self.card is not None
        return codes.make_code(self.key, p256.from_text(self.card.certificate), moment or clock.now())


async def make_phone(tenant: Tenant) -> Phone:
    """A new member's phone, certified."""
    phone = Phone(await make_member(tenant, name="Meera Iyer"))
    await phone.certify()
    return phone


async def look(tenant: Tenant, code: str) -> wallet.Identified:
    """A till reads a code."""
    return await wallet.identify_customer(tenant.owner, tenant.business_id, tenant.store_id, code)


async def refusal_of(awaited: Any) -> str:
    """The code with which it is refused."""
    with pytest.raises(Refusal) as refused:
        await awaited
    return refused.value.code
