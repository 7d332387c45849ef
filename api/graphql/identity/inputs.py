"""What verbs about callers are given."""

from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from api.graphql.base import field
from api.graphql.identity.types import BUSINESSES, StaffStatus

if TYPE_CHECKING:
    from api.graphql.businesses.types import EarnRateInput

DEVICE = "How the device calls itself, for the list of devices."


@strawberry.enum(description="How a one-time code travels.")
class CodeChannel(Enum):
    """As in the domain."""

    SMS = strawberry.enum_value("SMS", description="As a text message.")
    WHATSAPP = strawberry.enum_value("WHATSAPP", description="By WhatsApp.")


@strawberry.input(description="The phone to which a one-time code is sent.")
class RequestSignInCodeInput:
    """A phone."""

    phone: str = field("The number, with its country code or as it is written in `region`.")
    region: str | None = field("The country of a number without its code, like IN.", default=None)
    channel: CodeChannel | None = field("How the code travels; SMS when left out.", default=None)
    language: str | None = field("The language of the message, like en; English when left out.", default=None)


@strawberry.input(description="The code that was sent to a phone.")
class VerifySignInCodeInput:
    """A phone and its code."""

    phone: str = field("The number, as for `requestSignInCode`.")
    region: str | None = field("The country of a number without its code, like IN.", default=None)
    code: str = field("The six digits.")
    device_name: str | None = field(DEVICE, default=None)


@strawberry.input(description="A business that signs up.")
class RegisterBusinessInput:
    """A business and its owner."""

    business_name: str = field("Its name, at most 120 characters.")
    contact_name: str = field("The owner's name.")
    email: str = field("What the owner will sign in with.")
    password: str = field("At least ten characters, and not one of the first that thieves try.")
    currency: str = field("The currency of its tills as ISO 4217 names it, like INR. It never changes.")
    time_zone: str = field("Where its days begin and end, as the IANA database names it, like Asia/Kolkata.")
    region: str = field("The country whose phone numbers are written without a country code, like IN.")
    earn_rate: Annotated["EarnRateInput", BUSINESSES] | None = field(
        "How many points for how much money; one for ten units when left out.", default=None
    )
    stock_color: str | None = field("The colour of the card's paper, as #rrggbb.", default=None)
    foil_color: str | None = field("The colour of its printing, as #rrggbb.", default=None)
    device_name: str | None = field(DEVICE, default=None)


@strawberry.input(description="E-mail and password of staff.")
class SignInStaffInput:
    """Credentials."""

    email: str = field("The e-mail.")
    password: str = field("The password.")
    business_id: strawberry.ID | None = field(
        "Where to work, for those who work in several businesses; the one used last when left out.",
        default=None,
    )
    device_name: str | None = field(DEVICE, default=None)


@strawberry.input(description="A refresh token to be used up.")
class RefreshSessionInput:
    """A refresh token."""

    refresh_token: str = field("The newest refresh token of this device.")


@strawberry.input(description="Which session to end.")
class SignOutInput:
    """Here or everywhere."""

    everywhere: bool | None = field("All devices of the user, not this one alone.", default=False)
    refresh_token: str | None = field(
        "Ends its session also when the access token is too old to be sent.", default=None
    )


@strawberry.input(description="A device to be signed out.")
class RevokeSessionInput:
    """A session."""

    session_id: strawberry.ID = field("Which device.")


@strawberry.input(description="Who takes over the till.")
class SwitchTillStaffInput:
    """A colleague and their PIN."""

    staff_id: strawberry.ID = field("Who.")
    pin: str = field("Their PIN.")


@strawberry.input(description="One's own PIN for a shared till.")
class SetTillPinInput:
    """A PIN."""

    pin: str = field("Four to eight digits.")


@strawberry.input(description="A new password.")
class ChangePasswordInput:
    """The old one and the new one."""

    current_password: str = field("The password until now.")
    new_password: str = field("At least ten characters, and not one of the first that thieves try.")


@strawberry.input(description="An invitation to be accepted.")
class AcceptInvitationInput:
    """A token and who accepts it."""

    token: str = field("The end of the invitation's link.")
    name: str = field("The name that colleagues know.")
    password: str = field("Somebody new chooses one; somebody who has signed up before gives theirs.")
    device_name: str | None = field(DEVICE, default=None)


@strawberry.input(description="An invitation to a program, to be accepted.")
class AcceptPartnerInvitationInput:
    """A token, the business as it will be called, and its owner."""

    token: str = field("The end of the invitation's link.")
    business_name: str = field("How members will know the business.")
    name: str = field("The owner's name, that colleagues know.")
    password: str = field("Somebody new chooses one; somebody who has signed up before gives theirs.")
    device_name: str | None = field(DEVICE, default=None)


@strawberry.input(description="An invitation to a program, to be declined.")
class DeclinePartnerInvitationInput:
    """A token."""

    token: str = field("The end of the invitation's link.")


@strawberry.input(description="Whom to invite.")
class InviteStaffInput:
    """An e-mail and a role."""

    email: str = field("Where the invitation goes.")
    role_id: strawberry.ID = field("What they may do; no more than you may yourself.")


@strawberry.input(description="An invitation to be withdrawn.")
class RevokeInvitationInput:
    """An invitation."""

    invitation_id: strawberry.ID = field("Which invitation.")


@strawberry.input(description="What to change about a staff member. What is left out stays.")
class UpdateStaffMemberInput:
    """Changes of staff."""

    staff_id: strawberry.ID = field("Who.")
    name: str | None = field("Their name, at most 120 characters.", default=None)
    role_id: strawberry.ID | None = field("Their new role; no more than you may yourself.", default=None)
    status: StaffStatus | None = field("SUSPENDED signs them out at once.", default=None)


@strawberry.input(description="A new role.")
class CreateRoleInput:
    """A role."""

    name: str = field("Its name, at most 80 characters.")
    permissions: list[str] = field("Names out of `permissions`; no more than you hold yourself.")


@strawberry.input(description="What to change about a role of your own. What is left out stays.")
class UpdateRoleInput:
    """Changes of a role."""

    role_id: strawberry.ID = field("Which role.")
    name: str | None = field("Its name, at most 80 characters.", default=None)
    permissions: list[str] | None = field("All its permissions anew.", default=None)


@strawberry.input(description="A new key for a third-party app.")
class CreateApiKeyInput:
    """A key."""

    name: str = field("What it is for, at most 80 characters.")
    scopes: list[str] = field("Names out of `permissions`; no more than you hold yourself.")
    expires_at: datetime | None = field("When it ends by itself; never when left out.", default=None)


@strawberry.input(description="A key that gets a new secret.")
class RotateApiKeyInput:
    """A key."""

    api_key_id: strawberry.ID = field("Which key.")


@strawberry.input(description="A key to be revoked.")
class RevokeApiKeyInput:
    """A key."""

    api_key_id: strawberry.ID = field("Which key.")
