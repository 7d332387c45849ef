"""What is published of callers, and how what they hold is told."""

from collections.abc import Iterable

from api.core.reading import Source
from api.identity.permissions import ALL, BUILTIN_ROLES

USERS = Source("app_user")
SESSIONS = Source("session")
ROLES = Source("role", ("program_id", "business_id"))
STAFF = Source("staff_member", ("program_id", "business_id"))
WORKPLACES = Source("workplace")
INVITATIONS = Source("invitation", ("program_id", "business_id"))
API_KEYS = Source("api_key", ("program_id", "business_id"))
AUDIT_LOG = Source("audit_entry", ("business_id",))


def _array(names: Iterable[str]) -> str:
    return f"ARRAY[{', '.join(repr(name) for name in sorted(names))}]"


def _held(names: str) -> str:
    """Those of the names that are permissions of this release, in alphabetical order."""
    return f'ARRAY(SELECT held FROM unnest({names}) AS held WHERE held = ANY ({_array(ALL)}) ORDER BY held COLLATE "C")'


_BUILTIN = " ".join(f"WHEN '{key}' THEN {_array(held)}" for key, (_, held) in BUILTIN_ROLES.items())
HELD_BY_ROLE = _held(
    f"CASE WHEN self.is_builtin THEN CASE self.key {_BUILTIN} END ELSE self.stored_permissions END"
)
HELD_BY_KEY = _held("self.stored_scopes")
STANDS = "(SELECT known_.fingerprint FROM read.standing AS known_ WHERE known_.session_pk = {}) = {}"
"""The condition that a remembered caller is still what they were.

No EXISTS: asked for many callers at once PostgreSQL answers it by reading every session there is.
"""
