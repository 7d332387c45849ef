"""The card at the till: phones are certified and revoked, customers identified."""

from typing import Annotated

import strawberry

from api import wallet
from api.core.ids import key_of
from api.graphql.base import (
    JSON,
    Info,
    Payload,
    RateLimit,
    customer,
    field,
    mutation,
    read,
    requires,
)
from api.graphql.wallet.types import (
    DeviceCertificate,
    IdentifiedCustomer,
    show_device_card,
)


@strawberry.input(description="A phone that is to show a card.")
class CertifyDeviceInput:
    """A phone's key."""

    card_id: strawberry.ID = field("One of the caller's own cards.")
    public_key: JSON = field("The phone's public P-256 key as JWK, as WebCrypto exports it.")


@strawberry.type(description="What the phone needs to show the card.")
class DeviceCertificatePayload(Payload):
    """A certificate or why not."""

    certificate: DeviceCertificate | None = field("The certificate; null when refused.", default=None)


@strawberry.input(description="A card whose phones are to be forgotten, because one was lost.")
class RevokeCardDevicesInput:
    """Which card."""

    card_id: strawberry.ID = field("One of the caller's own cards.")


@strawberry.type(description="How many phones were forgotten.")
class RevokeCardDevicesPayload(Payload):
    """A count or why not."""

    revoked: int = field("Phones that showed the card until now.", default=0)


@strawberry.input(description="A code at the till.")
class IdentifyCustomerInput:
    """A code."""

    code: str = field("What the QR says, or the eight digits below it, or the nine on a printed card.")
    store_id: strawberry.ID = field("The store of the till.")


@strawberry.type(description="Who stands at the till.")
class IdentifyCustomerPayload(Payload):
    """A customer or why not."""

    identified: IdentifiedCustomer | None = field(
        "The customer and a token; null when refused.", default=None
    )


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(
        customer(),
        description="Certifies the key of the caller's phone for a card; ask again for fresh digits.",
        limit=RateLimit("certify-device", "60/minute"),
    )
    async def certify_device(
        self,
        info: Info,
        input: Annotated[CertifyDeviceInput, strawberry.argument(description="The phone's key.")],
    ) -> DeviceCertificatePayload:
        """For one's own card."""
        card = key_of(input.card_id, "Card", path=("cardId",))
        certified = await wallet.certify_device(info.context.viewer.the_person(), card, input.public_key)
        return DeviceCertificatePayload(certificate=show_device_card(certified))

    @mutation(customer(), description="Ends all phones of a card: their codes are refused from now on.")
    async def revoke_card_devices(
        self,
        info: Info,
        input: Annotated[RevokeCardDevicesInput, strawberry.argument(description="Which card.")],
    ) -> RevokeCardDevicesPayload:
        """Of one's own card."""
        viewer = info.context.viewer
        card = key_of(input.card_id, "Card", path=("cardId",))
        ended = await wallet.revoke_devices(viewer.actor(), viewer.the_person(), card)
        return RevokeCardDevicesPayload(revoked=ended)

    @mutation(
        requires("purchases.record"),
        description="Tells the customer behind a code. A QR and its digits are accepted once.",
        limit=RateLimit("identify", "120/minute"),
    )
    async def identify_customer(
        self,
        info: Info,
        input: Annotated[IdentifyCustomerInput, strawberry.argument(description="The code.")],
    ) -> IdentifyCustomerPayload:
        """At a store of one's own business."""
        viewer = info.context.viewer
        seen = await wallet.identify_customer(
            viewer.actor(),
            viewer.the_business(),
            key_of(input.store_id, "Store", path=("storeId",)),
            input.code,
        )
        return IdentifyCustomerPayload(
            identified=IdentifiedCustomer(
                customer=await read(info, "Customer", seen.member.membership_id),
                token=seen.token,
                expires_at=seen.expires_at,
            )
        )
