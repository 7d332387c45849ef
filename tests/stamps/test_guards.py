"""What the database itself refuses, whoever writes, and what its invariant sees."""

import asyncpg
import pytest

from api import stamps
from api.core import db
from api.core.ids import new_id
from tests.factories.businesses import make_business
from tests.factories.customers import make_member
from tests.factories.stamps import issue, make_design

pytestmark = pytest.mark.integration

AGAIN = """
    INSERT INTO stamp_card (id, program_id, business_id, membership_id, design_id, round, stamps, stamps_needed, state)
    SELECT $2, program_id, business_id, membership_id, design_id, round + 1, 0, stamps_needed, state
    FROM stamp_card WHERE id = $1
"""


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("UPDATE stamp SET count = 2 WHERE card_id = $1", asyncpg.InsufficientPrivilegeError),
        ("DELETE FROM stamp WHERE card_id = $1", asyncpg.InsufficientPrivilegeError),
        ("UPDATE stamp_card SET stamps = 10 WHERE id = $1", asyncpg.CheckViolationError),
        ("UPDATE stamp_card SET stamps = -1 WHERE id = $1", asyncpg.CheckViolationError),
        ("UPDATE stamp_card SET state = 'full' WHERE id = $1", asyncpg.CheckViolationError),
        ("UPDATE stamp_card SET state = 'waiting' WHERE id = $1", asyncpg.CheckViolationError),
    ],
)
async def test_a_card_cannot_be_made_wrong(db: None, sql: str, error: type[Exception]) -> None:
    """Given a card with three stamps, when somebody writes past the verbs, then the database refuses."""
    card = await a_card()
    with pytest.raises(error):
        await run(sql, card)


async def test_one_card_is_open(db: None) -> None:
    """Given an open card, when a second of the design is opened for the member, then the database refuses."""
    with pytest.raises(asyncpg.UniqueViolationError):
        await run(AGAIN, await a_card(), new_id())


async def test_a_stamp_from_nowhere_is_seen(rolled_back: None) -> None:
    """Given a card, when a stamp is added without an entry, then the invariant names the card."""
    card = await a_card()
    program_id = await db.fetchval("SELECT program_id FROM stamp_card WHERE id = $1", card)
    assert await stamps.verify(program_id) == []
    await run("UPDATE stamp_card SET stamps = stamps + 1 WHERE id = $1", card)
    for found in (await stamps.verify(program_id), await stamps.verify()):
        assert [(each.invariant, each.rows, each.samples) for each in found] == [
            ("stamps_are_entries", 1, (card,))
        ]


async def a_card() -> object:
    """A card with three stamps of ten; its id."""
    tenant = await make_business()
    member = await make_member(tenant)
    return (await issue(tenant, member.membership_id, await make_design(tenant), 3)).card_ids[0]


async def run(sql: str, *args: object) -> None:
    """One statement."""
    await db.execute(sql, *args)
