"""Verbs of stamp cards."""

from api.stamps.service.bills import BRINGS_STAMPS, BROUGHT_STAMPS, coming, stamp_purchase, unstamp_purchase
from api.stamps.service.by_hand import issue_stamps, undo_stamps
from api.stamps.service.designs import remove_design, save_design
from api.stamps.service.joined import PEOPLE_PART
from api.stamps.service.owed import expire_due, give_owed

__all__ = [
    "BRINGS_STAMPS",
    "BROUGHT_STAMPS",
    "PEOPLE_PART",
    "coming",
    "expire_due",
    "give_owed",
    "issue_stamps",
    "remove_design",
    "save_design",
    "stamp_purchase",
    "undo_stamps",
    "unstamp_purchase",
]
