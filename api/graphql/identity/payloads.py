"""What verbs about callers return."""

from datetime import datetime

import strawberry

from api import identity
from api.graphql.base import Info, Payload, PhoneNumber, field, viewer_of
from api.graphql.identity.types import ApiKey, Invitation, Role, StaffMember, Viewer


@strawberry.type(description="What a signed-in device keeps.")
class Tokens:
    """Tokens."""

    access_token: str = field("Send it as `Authorization: Bearer`; a JWT that lives for minutes.")
    access_token_expires_at: datetime = field("When the access token ends.")
    refresh_token: str = field("For `refreshSession`, once: each use gives the next.")


@strawberry.type(description="A session, new or renewed.")
class SignInPayload(Payload):
    """A session or why not."""

    tokens: Tokens | None = field("What the device keeps; null when refused.", default=None)
    viewer: Viewer | None = field("Who is signed in; null when refused.", default=None)
    is_new: bool = field("Whether this is somebody's first sign-in.", default=False)


@strawberry.type(description="Whether it was done.")
class SignOutPayload(Payload):
    """Done or why not."""


@strawberry.type(description="Whether it was declined.")
class DeclinePartnerInvitationPayload(Payload):
    """Done or why not."""


@strawberry.type(description="The staff member after the change.")
class StaffMemberPayload(Payload):
    """A staff member or why not."""

    staff_member: StaffMember | None = field("The staff member; null when refused.", default=None)


@strawberry.type(description="A code is on its way. Known and unknown numbers get the same answer.")
class RequestSignInCodePayload(Payload):
    """How to go on, or why not."""

    phone: PhoneNumber | None = field("The number as it will be called, in E.164.", default=None)
    retry_after_seconds: int | None = field("When another code may be asked for.", default=None)
    expires_in_seconds: int | None = field("How long this one is good.", default=None)


@strawberry.type(description="The invitation after the change.")
class InvitationPayload(Payload):
    """An invitation or why not."""

    invitation: Invitation | None = field("The invitation; null when refused.", default=None)
    link: str | None = field("Where it is accepted; told only once, when it is made.", default=None)


@strawberry.type(description="The role after the change.")
class RolePayload(Payload):
    """A role or why not."""

    role: Role | None = field("The role; null when refused.", default=None)


@strawberry.type(description="The key after the change.")
class ApiKeyPayload(Payload):
    """A key or why not."""

    api_key: ApiKey | None = field("The key; null when refused.", default=None)
    secret: str | None = field("What the app sends as its bearer token; told only once.", default=None)


def show_sign_in(info: Info, opened: identity.SignedIn, *, is_new: bool = False) -> SignInPayload:
    """A session with its tokens. From here on the request speaks for whom it has signed in."""
    before, tokens = info.context.viewer.acting_as, opened.tokens
    info.context.viewer = viewer_of(opened.principal, address=before.address, device_id=before.device_id)
    return SignInPayload(
        tokens=Tokens(
            access_token=tokens.access_token,
            access_token_expires_at=tokens.access_token_expires_at,
            refresh_token=tokens.refresh_token,
        ),
        viewer=Viewer(),
        is_new=is_new,
    )
