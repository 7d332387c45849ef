"""Messages: put once, read by their holder alone, forgotten after their time, told in plain words."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import notifications
from api.core import db as database
from api.core.errors import BadInput
from api.customers.service.persons import claim_phone
from api.notifications import NewMessage
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone

pytestmark = pytest.mark.integration


async def a_holder(tenant: Tenant) -> tuple[UUID, UUID]:
    """A person with a proved number, and the membership."""
    phone = some_phone()
    member = await make_member(tenant, phone=phone)
    person_id, _ = await claim_phone(phone)
    return person_id, member.membership_id


def message(tenant: Tenant, membership_id: UUID, key: str = "one", **more: Any) -> NewMessage:
    """Points that expire."""
    values: dict[str, Any] = {"params": {"points": 40, "day": "2026-12-31"}, "link": "/"} | more
    return NewMessage(tenant.program_id, membership_id, "points_expiring", key, **values)


async def unread(membership_id: UUID) -> int:
    """How many messages a member has not read."""
    found: int = await database.fetchval("SELECT read.unread($1)", membership_id)
    return found


async def facts(tenant: Tenant) -> list[tuple[str, list[str]]]:
    """Names and topics of the facts about messages."""
    rows = await database.fetch(
        "SELECT name, topics FROM outbox WHERE program_id = $1 AND name LIKE 'notifications.%' ORDER BY id",
        tenant.program_id,
    )
    return [(row["name"], list(row["topics"])) for row in rows]


async def test_a_key_is_said_once(db: None) -> None:
    """Given a message, when the same comes again beside a new one, then only the new one is put and announced."""
    tenant = await make_business()
    _, member = await a_holder(tenant)
    assert await notifications.put_many([message(tenant, member), message(tenant, member)]) == 1
    again = [message(tenant, member), message(tenant, member, "two")]
    assert await notifications.put_many(again) == 1
    assert await notifications.put_many([]) == 0
    assert await unread(member) == 2
    assert await facts(tenant) == [("notifications.message_put", [f"card:{member}"])] * 2


async def test_it_joins_the_callers_transaction(rolled_back: None) -> None:
    """Given a transaction that is taken back, when a message was put in it, then it was never said."""
    tenant = await make_business()
    _, member = await a_holder(tenant)
    with pytest.raises(RuntimeError):
        async with database.transaction():
            await notifications.put_many([message(tenant, member)])
            raise RuntimeError
    assert await unread(member) == 0


async def test_reading_is_its_holders(db: None) -> None:
    """Given messages of two people, when one names all, then only the own one is read; then all at once."""
    tenant = await make_business()
    person, member = await a_holder(tenant)
    _, other = await a_holder(tenant)
    await notifications.put_many([message(tenant, member, f"own-{number}") for number in range(3)])
    await notifications.put_many([message(tenant, other, "other")])
    rows = await database.fetch(
        "SELECT id FROM message WHERE program_id = $1 AND key IN ('own-0', 'other')", tenant.program_id
    )
    ids = [row["id"] for row in rows]
    assert await notifications.mark_read(person, ids) == 1
    assert await notifications.mark_read(person, ids) == 0
    assert (await unread(member), await unread(other)) == (2, 1)
    assert await notifications.mark_all_read(person) == 2
    assert (await unread(member), await unread(other)) == (0, 1)
    assert [name for name, _ in await facts(tenant)].count("notifications.messages_read") == 2


async def test_old_messages_are_forgotten(db: None) -> None:
    """Given a message of 91 days and one of today, when old ones are forgotten, then one is left."""
    tenant = await make_business()
    _, member = await a_holder(tenant)
    await notifications.put_many([message(tenant, member), message(tenant, member, "two")])
    await database.execute(
        "UPDATE message SET created_at = now() - interval '91 days' WHERE program_id = $1 AND key = 'one'",
        tenant.program_id,
    )
    assert await notifications.forget_old() >= 1
    assert await unread(member) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": ""},
        {"key": "x" * 161},
        {"link": "https://example.com"},
        {"params": {"text": "x" * 5_000}},
    ],
)
async def test_what_cannot_be_shown_is_refused(db: None, wrong: dict[str, Any]) -> None:
    """Given a message that could not be kept or shown, when it is put, then nothing of the whole lot is."""
    tenant = await make_business()
    _, member = await a_holder(tenant)
    with pytest.raises(BadInput):
        await notifications.put_many([message(tenant, member, "good"), message(tenant, member, **wrong)])
    assert await unread(member) == 0


@pytest.mark.parametrize(
    ("language", "title", "body"),
    [
        ("en", "1,240 points expire soon", "Use them by December 31, 2026."),
        ("de-AT", "1.240 Punkte verfallen bald", "Nutzen Sie sie bis zum 31. Dezember 2026."),
        ("fr", "1,240 points expire soon", "Use them by December 31, 2026."),
        ("", "1,240 points expire soon", "Use them by December 31, 2026."),
    ],
)
def test_it_is_told_in_plain_words(language: str, title: str, body: str) -> None:
    text = notifications.text_of("points_expiring", {"points": 1240, "day": "2026-12-31"}, language)
    assert (text.title, text.body) == (title, body)


def test_one_has_a_form_of_its_own() -> None:
    text = notifications.text_of("points_expiring", {"points": 1, "day": "2026-12-31"}, "de")
    assert text.title == "1 Punkt verfällt bald"


@given(
    st.text(max_size=40), st.dictionaries(st.text(max_size=10), st.text(max_size=10)), st.text(max_size=40)
)
def test_any_message_has_words(kind: str, params: dict[str, str], language: str) -> None:
    """Given whatever a message holds, when it is told, then there are words and no error."""
    assert notifications.text_of(kind, params, language).title
    assert notifications.text_of("points_expiring", params, language).title
