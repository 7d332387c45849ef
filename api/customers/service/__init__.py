"""Verbs of people and memberships."""

from api.customers.service.by_hand import enrol
from api.customers.service.codes import request_sign_in_code
from api.customers.service.consents import record_consent, record_own_consent
from api.customers.service.enrol import find_or_enrol, find_or_enrol_many
from api.customers.service.erasing import (
    erase_due,
    request_erasure,
    request_own_erasure,
    take_back_erasure,
    take_back_own_erasure,
)
from api.customers.service.exporting import make_export, read_export, request_export, request_own_export
from api.customers.service.joined import PEOPLE_PART
from api.customers.service.kids import (
    add_kid,
    add_own_kid,
    remove_kid,
    remove_own_kid,
    update_kid,
    update_own_kid,
)
from api.customers.service.many import set_status_many, tag_many, untag_many, update_many
from api.customers.service.merging import merge_members, preview_merge, unmerge_members
from api.customers.service.notes import add_note, remove_note, tag_member, untag_member, update_note
from api.customers.service.persons import claim_phone, join_program, update_me, verify_sign_in_code
from api.customers.service.phones import change_phone, request_phone_change
from api.customers.service.profiles import remove_member, update_member
from api.customers.service.visits import hold_member, record_visit, record_visits

__all__ = [
    "PEOPLE_PART",
    "add_kid",
    "add_note",
    "add_own_kid",
    "change_phone",
    "claim_phone",
    "enrol",
    "erase_due",
    "find_or_enrol",
    "find_or_enrol_many",
    "hold_member",
    "join_program",
    "make_export",
    "merge_members",
    "preview_merge",
    "read_export",
    "record_consent",
    "record_own_consent",
    "record_visit",
    "record_visits",
    "remove_kid",
    "remove_member",
    "remove_note",
    "remove_own_kid",
    "request_erasure",
    "request_export",
    "request_own_erasure",
    "request_own_export",
    "request_phone_change",
    "request_sign_in_code",
    "set_status_many",
    "tag_many",
    "tag_member",
    "take_back_erasure",
    "take_back_own_erasure",
    "unmerge_members",
    "untag_many",
    "untag_member",
    "update_kid",
    "update_many",
    "update_me",
    "update_member",
    "update_note",
    "update_own_kid",
    "verify_sign_in_code",
]
