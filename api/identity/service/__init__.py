"""Verbs of callers: signing in and out, staff, roles, invitations, keys."""

from api.identity.service.api_keys import create_api_key, revoke_api_key, rotate_api_key
from api.identity.service.authentication import authenticate, remembered
from api.identity.service.forgetting import forget_person
from api.identity.service.invitations import accept_invitation, invite_staff, revoke_invitation
from api.identity.service.partners import (
    JoinedPartner,
    NewPartner,
    decline_partner_invitation,
    invite_partner,
    join_program,
)
from api.identity.service.roles import create_role, ensure_builtin_roles, update_role
from api.identity.service.sessions import (
    Device,
    end_sessions_of_person,
    open_customer_session,
    refresh,
    revoke_session,
    sign_out,
    sign_out_by_token,
)
from api.identity.service.sign_in import change_password, sign_in_staff
from api.identity.service.sign_up import register_business, set_up_business
from api.identity.service.staff import NewStaff, add_staff, update_staff_member
from api.identity.service.till import set_till_pin, switch_till_staff

__all__ = [
    "Device",
    "JoinedPartner",
    "NewPartner",
    "NewStaff",
    "accept_invitation",
    "add_staff",
    "authenticate",
    "change_password",
    "create_api_key",
    "create_role",
    "decline_partner_invitation",
    "end_sessions_of_person",
    "ensure_builtin_roles",
    "forget_person",
    "invite_partner",
    "invite_staff",
    "join_program",
    "open_customer_session",
    "refresh",
    "register_business",
    "remembered",
    "revoke_api_key",
    "revoke_invitation",
    "revoke_session",
    "rotate_api_key",
    "set_till_pin",
    "set_up_business",
    "sign_in_staff",
    "sign_out",
    "sign_out_by_token",
    "switch_till_staff",
    "update_role",
    "update_staff_member",
]
