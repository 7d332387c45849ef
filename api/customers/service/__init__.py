"""Verbs of people and memberships."""

from api.customers.service.enrol import find_or_enrol, find_or_enrol_many
from api.customers.service.visits import record_visit, record_visits

__all__ = ["find_or_enrol", "find_or_enrol_many", "record_visit", "record_visits"]
