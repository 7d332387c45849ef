"""What tenants refuse beyond bad values."""

from api.core.errors import Refusal


class PartnerInvitationEnded(Refusal):
    """The invitation to take part was answered, withdrawn, or is too old: ask the business for a new one."""

    code = "PARTNER_INVITATION_ENDED"


class NotTakingPart(Refusal):
    """The business has left the program: it gives and takes points no more."""

    code = "NOT_TAKING_PART"
