"""One's own sessions, password and PIN, and the shared till."""

from typing import Annotated
from uuid import UUID

import strawberry

from api import identity
from api.core.errors import Forbidden, Unauthenticated
from api.core.ids import key_of
from api.graphql.base import Info, RateLimit, mutation, public, read, signed_in, staff
from api.graphql.identity.inputs import (
    ChangePasswordInput,
    RevokeSessionInput,
    SetTillPinInput,
    SignOutInput,
    SwitchTillStaffInput,
)
from api.graphql.identity.payloads import (
    SignInPayload,
    SignOutPayload,
    StaffMemberPayload,
    show_sign_in,
)
from api.graphql.identity.sign_in import device


def _session(info: Info) -> UUID:
    viewer = info.context.viewer
    if viewer.session_id is None:
        raise (
            Forbidden("An API key has no session.")
            if viewer.is_api_key
            else Unauthenticated("Please sign in first.")
        )
    return viewer.session_id


@strawberry.type
class SessionMutations:
    """Verbs about oneself."""

    @mutation(
        public(),
        description="Signs out here, or on all devices. Their tokens are refused from this moment on.",
    )
    async def sign_out(
        self, info: Info, input: Annotated[SignOutInput, strawberry.argument(description="Where.")]
    ) -> SignOutPayload:
        """By the access token, or by the refresh token where that is too old."""
        if input.refresh_token is not None and not input.everywhere:
            await identity.sign_out_by_token(input.refresh_token)
            return SignOutPayload()
        user = info.context.viewer.the_user()
        await identity.sign_out(user, _session(info), everywhere=bool(input.everywhere))
        return SignOutPayload()

    @mutation(signed_in(), description="Signs out another device of the same user.")
    async def revoke_session(
        self, info: Info, input: Annotated[RevokeSessionInput, strawberry.argument(description="The device.")]
    ) -> SignOutPayload:
        """One's own alone."""
        user = info.context.viewer.the_user()
        await identity.revoke_session(
            user, _session(info), key_of(input.session_id, "Session", path=("sessionId",))
        )
        return SignOutPayload()

    @mutation(
        staff(),
        description="Gives a shared till to a colleague by their PIN, for twelve hours at most. The PIN opens the "
        "till's work alone: settings, staff and corrections ask for a password.",
        limit=RateLimit("till-pin", "30/minute"),
    )
    async def switch_till_staff(
        self, info: Info, input: Annotated[SwitchTillStaffInput, strawberry.argument(description="Who.")]
    ) -> SignInPayload:
        """Of one's own business; five wrong PINs lock for a quarter of an hour."""
        opened = await identity.switch_till_staff(
            _session(info),
            info.context.viewer.the_business(),
            key_of(input.staff_id, "StaffMember", path=("staffId",)),
            input.pin,
            device(info, None),
        )
        return show_sign_in(info, opened)

    @mutation(
        staff(), description="Sets one's own PIN for a shared till.", limit=RateLimit("set-pin", "10/minute")
    )
    async def set_till_pin(
        self, info: Info, input: Annotated[SetTillPinInput, strawberry.argument(description="The PIN.")]
    ) -> StaffMemberPayload:
        """Not in a session that a PIN opened."""
        changed = await identity.set_till_pin(info.context.viewer.actor(), _session(info), input.pin)
        return StaffMemberPayload(staff_member=await read(info, "StaffMember", changed.id))

    @mutation(
        staff(),
        description="Sets a new password. All other devices are signed out.",
        limit=RateLimit("change-password", "10/minute"),
    )
    async def change_password(
        self,
        info: Info,
        input: Annotated[ChangePasswordInput, strawberry.argument(description="Old and new.")],
    ) -> SignOutPayload:
        """After the old one was right."""
        await identity.change_password(
            info.context.viewer.actor(), _session(info), input.current_password, input.new_password
        )
        return SignOutPayload()
