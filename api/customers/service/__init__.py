"""Verbs of people and memberships."""

from api.customers.service.by_hand import enrol
from api.customers.service.codes import request_sign_in_code
from api.customers.service.consents import record_consent, record_own_consent
from api.customers.service.enrol import find_or_enrol, find_or_enrol_many
from api.customers.service.joined import PEOPLE_PART
from api.customers.service.kids import (
    add_kid,
    add_own_kid,
    remove_kid,
    remove_own_kid,
    update_kid,
    update_own_kid,
)
from api.customers.service.merging import merge_members, preview_merge, unmerge_members
from api.customers.service.notes import add_note, remove_note, tag_member, untag_member, update_note
from api.customers.service.persons import change_phone, join_program, update_me, verify_sign_in_code
from api.customers.service.profiles import remove_member, update_member
from api.customers.service.visits import hold_member, record_visit, record_visits

__all__ = [
    "PEOPLE_PART",
    "add_kid",
    "add_note",
    "add_own_kid",
    "change_phone",
    "enrol",
    "find_or_enrol",
    "find_or_enrol_many",
    "hold_member",
    "join_program",
    "merge_members",
    "preview_merge",
    "record_consent",
    "record_own_consent",
    "record_visit",
    "record_visits",
    "remove_kid",
    "remove_member",
    "remove_note",
    "remove_own_kid",
    "request_sign_in_code",
    "tag_member",
    "unmerge_members",
    "untag_member",
    "update_kid",
    "update_me",
    "update_member",
    "update_note",
    "update_own_kid",
    "verify_sign_in_code",
]
