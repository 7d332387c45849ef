"""Staff, their invitations, and roles of the caller's business."""

from typing import Annotated

import strawberry

from api import identity
from api.core.ids import key_of
from api.graphql.base import Info, RateLimit, mutation, read, requires
from api.graphql.identity.inputs import (
    CreateRoleInput,
    InviteStaffInput,
    RevokeInvitationInput,
    UpdateRoleInput,
    UpdateStaffMemberInput,
)
from api.graphql.identity.payloads import InvitationPayload, RolePayload, StaffMemberPayload


@strawberry.type
class StaffMutations:
    """Verbs of `staff.manage`. Nobody gives or takes permissions that they do not hold."""

    @mutation(
        requires("staff.manage"),
        description="Invites someone to the staff for seven days; an earlier invitation of theirs is withdrawn.",
        limit=RateLimit("invite-staff", "30/minute"),
    )
    async def invite_staff(
        self, info: Info, input: Annotated[InviteStaffInput, strawberry.argument(description="Whom.")]
    ) -> InvitationPayload:
        """The link is sent, and told once."""
        viewer = info.context.viewer
        invited = await identity.invite_staff(
            viewer.actor(),
            viewer.the_business(),
            email=input.email,
            role_id=key_of(input.role_id, "Role", path=("roleId",)),
            granting=viewer.permissions,
        )
        return InvitationPayload(
            invitation=await read(info, "Invitation", invited.invitation.id), link=invited.link
        )

    @mutation(requires("staff.manage"), description="Withdraws an invitation that waits.")
    async def revoke_invitation(
        self, info: Info, input: Annotated[RevokeInvitationInput, strawberry.argument(description="Which.")]
    ) -> InvitationPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        key = key_of(input.invitation_id, "Invitation", path=("invitationId",))
        withdrawn = await identity.revoke_invitation(viewer.actor(), viewer.the_business(), key)
        return InvitationPayload(invitation=await read(info, "Invitation", withdrawn.id))

    @mutation(requires("staff.manage"), description="Renames, moves to another role, suspends or takes back.")
    async def update_staff_member(
        self,
        info: Info,
        input: Annotated[UpdateStaffMemberInput, strawberry.argument(description="The change.")],
    ) -> StaffMemberPayload:
        """Of one's own business; the last owner stays."""
        viewer = info.context.viewer
        role, status = input.role_id, input.status
        changed = await identity.update_staff_member(
            viewer.actor(),
            viewer.the_business(),
            key_of(input.staff_id, "StaffMember", path=("staffId",)),
            granting=viewer.permissions,
            name=input.name,
            role_id=None if role is None else key_of(role, "Role", path=("roleId",)),
            status=None if status is None else identity.StaffStatus[status.name],
        )
        return StaffMemberPayload(staff_member=await read(info, "StaffMember", changed.id))

    @mutation(requires("staff.manage"), description="Makes a role.")
    async def create_role(
        self, info: Info, input: Annotated[CreateRoleInput, strawberry.argument(description="The role.")]
    ) -> RolePayload:
        """In one's own business."""
        viewer = info.context.viewer
        made = await identity.create_role(
            viewer.actor(),
            viewer.the_business(),
            name=input.name,
            permissions=input.permissions,
            granting=viewer.permissions,
        )
        return RolePayload(role=await read(info, "Role", made.id))

    @mutation(
        requires("staff.manage"),
        description="Changes a role of one's own; it holds from everybody's next request.",
    )
    async def update_role(
        self, info: Info, input: Annotated[UpdateRoleInput, strawberry.argument(description="The change.")]
    ) -> RolePayload:
        """Of one's own business."""
        viewer = info.context.viewer
        changed = await identity.update_role(
            viewer.actor(),
            viewer.the_business(),
            key_of(input.role_id, "Role", path=("roleId",)),
            granting=viewer.permissions,
            name=input.name,
            permissions=input.permissions,
        )
        return RolePayload(role=await read(info, "Role", changed.id))
