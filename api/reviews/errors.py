"""What the rules about unusual awards refuse."""

from api.core.errors import Refusal


class AwardRefused(Refusal):
    """A review rule of the business forbids this award; `params` name the rule."""

    code = "AWARD_REFUSED"


class OwnAward(Refusal):
    """Nobody decides about points that they gave themselves, or that are on their own card."""

    code = "OWN_AWARD"


class AlreadyDecided(Refusal):
    """Somebody decided otherwise about one of these awards before."""

    code = "ALREADY_DECIDED"
