"""Reads of people and memberships, batch first."""

from api.customers.queries.members import member_by_number, member_by_phone, members_by_id, memberships_of

__all__ = ["member_by_number", "member_by_phone", "members_by_id", "memberships_of"]
