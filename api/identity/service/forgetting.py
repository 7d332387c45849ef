"""What identity takes away of a person who is forgotten."""

from uuid import UUID

from api.core import db
from api.identity.service.sessions import end_sessions_of_person

SESSIONS = """
    UPDATE session SET device_name = '', address = NULL
    WHERE face = 'customer' AND user_id IN (SELECT id FROM app_user WHERE person_id = $1)
"""
LOG = """
    UPDATE audit_entry SET actor_name = '', address = NULL, before = NULL, after = NULL
    WHERE actor_kind = 'customer' AND (actor_id = $1 OR actor_id IN (SELECT id FROM app_user WHERE person_id = $1))
"""
# somebody who also works somewhere keeps the credentials for that
USER = """
    UPDATE app_user SET person_id = NULL,
        display_name = CASE WHEN works.at_all THEN display_name ELSE '' END,
        email = CASE WHEN works.at_all THEN email END,
        password_hash = CASE WHEN works.at_all THEN password_hash END,
        disabled_at = CASE WHEN works.at_all THEN disabled_at ELSE now() END
    FROM (SELECT app_user.id AS user_id, is_platform_admin OR EXISTS (
            SELECT FROM staff_member WHERE staff_member.user_id = app_user.id) AS at_all
        FROM app_user WHERE person_id = $1) AS works
    WHERE app_user.id = works.user_id
"""


async def forget_person(person_id: UUID) -> None:
    """Ends the person's sessions and takes names, devices and addresses away, in the caller's transaction."""
    await end_sessions_of_person(person_id, "erased")
    for statement in (SESSIONS, LOG, USER):
        await db.execute(statement, person_id)
