"""Refusals of households."""

from api.core.errors import Conflict, Forbidden, NotFound, Refusal


class HouseholdsOff(Refusal):
    """This program has no households."""

    code = "HOUSEHOLDS_OFF"


class InHousehold(Conflict):
    """The card is in a household already; leave it first."""

    code = "IN_HOUSEHOLD"


class BothInHouseholds(Conflict):
    """The two customers are in different households; one of them has to leave theirs before they can be merged."""

    code = "BOTH_IN_HOUSEHOLDS"


class HouseholdFull(Refusal):
    """The household has as many members as the program lets it have; `params` name them."""

    code = "HOUSEHOLD_FULL"


class NotGuardian(Forbidden):
    """Only a guardian of the household may do this."""

    code = "NOT_GUARDIAN"


class HouseholdInvitationEnded(NotFound):
    """There is no such invitation any more: it was answered, withdrawn, or its days are over."""

    code = "HOUSEHOLD_INVITATION_ENDED"


class SpendLimitReached(Refusal):
    """More of the household's points than this member may spend; `params` name the limit and what remains of it."""

    code = "SPEND_LIMIT_REACHED"
