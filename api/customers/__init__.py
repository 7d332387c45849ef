"""Who earns: people, phone claims, memberships, profiles, kids, consents, notes and tags, sign-in by code."""

from api.customers.errors import (
    BadBirthday,
    CodeExpired,
    CodeNotSent,
    ConsentRequired,
    PhoneUnverified,
    StaleVersion,
    WrongCode,
)
from api.customers.events import MemberChanged, MemberEnrolled, MemberRemoved, PhoneVerified
from api.customers.queries import member_by_number, member_by_phone, members_by_id, memberships_of
from api.customers.rules import check_digit, is_card_number
from api.customers.service import find_or_enrol, find_or_enrol_many, record_visit, record_visits
from api.customers.types import Birthday, Enrolment, Member, MemberStatus, NewMember, Visit

__all__ = [
    "BadBirthday",
    "Birthday",
    "CodeExpired",
    "CodeNotSent",
    "ConsentRequired",
    "Enrolment",
    "Member",
    "MemberChanged",
    "MemberEnrolled",
    "MemberRemoved",
    "MemberStatus",
    "NewMember",
    "PhoneUnverified",
    "PhoneVerified",
    "StaleVersion",
    "Visit",
    "WrongCode",
    "check_digit",
    "find_or_enrol",
    "find_or_enrol_many",
    "is_card_number",
    "member_by_number",
    "member_by_phone",
    "members_by_id",
    "memberships_of",
    "record_visit",
    "record_visits",
]
