"""Members who spend together: households, invitations, and limits of what is taken from the others."""

from api.households.errors import (
    HouseholdFull,
    HouseholdInvitationEnded,
    HouseholdsOff,
    InHousehold,
    NotGuardian,
    SpendLimitReached,
)
from api.households.events import HouseholdChanged, HouseholdSpent, MemberInvited, SpendLimitMet
from api.households.queries import member_of, members_of, rules_of, spendable_for, verify
from api.households.rules import INVITATION_LIVES
from api.households.service import (
    answer,
    create,
    invite,
    leave,
    remove,
    save_rules,
    set_terms,
    share,
    spend,
    withdraw,
)
from api.households.sources import (
    HOUSEHOLD_DRAWS,
    HOUSEHOLD_INVITATIONS,
    HOUSEHOLD_MEMBERS,
    HOUSEHOLD_RULES,
    HOUSEHOLDS,
    SPENDABLE,
)
from api.households.types import (
    HouseholdMemberInfo,
    HouseholdRole,
    HouseholdRulesInfo,
    InvitationInfo,
    InvitationState,
    MemberTerms,
    SpendLimits,
)

__all__ = [
    "HOUSEHOLDS",
    "HOUSEHOLD_DRAWS",
    "HOUSEHOLD_INVITATIONS",
    "HOUSEHOLD_MEMBERS",
    "HOUSEHOLD_RULES",
    "INVITATION_LIVES",
    "SPENDABLE",
    "HouseholdChanged",
    "HouseholdFull",
    "HouseholdInvitationEnded",
    "HouseholdMemberInfo",
    "HouseholdRole",
    "HouseholdRulesInfo",
    "HouseholdSpent",
    "HouseholdsOff",
    "InHousehold",
    "InvitationInfo",
    "InvitationState",
    "MemberInvited",
    "MemberTerms",
    "NotGuardian",
    "SpendLimitMet",
    "SpendLimitReached",
    "SpendLimits",
    "answer",
    "create",
    "invite",
    "leave",
    "member_of",
    "members_of",
    "remove",
    "rules_of",
    "save_rules",
    "set_terms",
    "share",
    "spend",
    "spendable_for",
    "verify",
    "withdraw",
]
