"""Signing in and changing a number by code, as tests do it."""

from datetime import timedelta
from uuid import UUID

from api import customers
from api.core import db as core_db
from api.core.audit import SYSTEM
from tests.customers.conftest import KeptCodes

AGE = """
    UPDATE sign_in_code SET created_at = created_at - $2::interval, expires_at = expires_at - $2::interval
    WHERE phone = $1
"""


async def sessions_of(person_id: UUID) -> int:
    """Open customer sessions of a person."""
    found: int = await core_db.fetchval(
        "SELECT count(*) FROM session s JOIN app_user u ON u.id = s.user_id "
        "WHERE u.person_id = $1 AND s.revoked_at IS NULL",
        person_id,
    )
    return found


async def sign_in(inbox: KeptCodes, phone: str) -> customers.CodeSignIn:
    """Asks for a code and uses it; the wait between codes is passed over."""
    await core_db.execute(AGE, phone, timedelta(hours=30))
    await customers.request_sign_in_code(phone)
    return await customers.verify_sign_in_code(phone, inbox.to(phone))


async def pass_time(*phones: str) -> None:
    """Codes of these phones become older than any limit looks back."""
    for phone in phones:
        await core_db.execute(AGE, phone, timedelta(hours=30))


async def move(inbox: KeptCodes, person_id: UUID, old: str, new: str) -> customers.PersonInfo:
    """A person's whole way from one proved number to another."""
    await pass_time(old, new)
    await customers.request_phone_change(person_id, new)
    return await customers.change_phone(SYSTEM, person_id, new, inbox.to(new), inbox.to(old))
