"""Verbs of households."""

from api.households.service.inviting import answer, expire_invitations, invite, withdraw
from api.households.service.joined import PEOPLE_PART
from api.households.service.membership import create, leave, remove, set_terms, share
from api.households.service.settings import save_rules
from api.households.service.spending import spend

__all__ = [
    "PEOPLE_PART",
    "answer",
    "create",
    "expire_invitations",
    "invite",
    "leave",
    "remove",
    "save_rules",
    "set_terms",
    "share",
    "spend",
    "withdraw",
]
