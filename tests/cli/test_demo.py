"""The demo: whole, once, with a sound ledger, and never where strangers could sign in."""

from contextlib import suppress
from pathlib import Path

import pytest

from api import ledger, promotions
from api.cli.demo import cast
from api.cli.demo.build import build
from api.core import db as core_db
from api.identity import EmailTaken
from tests.support.installation import regulars

pytestmark = pytest.mark.integration

PROGRAM = "SELECT m.program_id FROM staff_member m JOIN app_user u ON u.id = m.user_id WHERE u.email = $1"
OWNER = f"owner@{cast.BAKERY.mail}"
TABLES = (
    "participant",
    "store",
    "shop_brand",
    "membership",
    "kid",
    "purchase",
    "tx",
    "reward",
    "stamp",
    "clearing",
    "product_brand",
    "settlement_statement",
    "settlement_period",
)
STRONG = "sxJ2-kd93LmQ_qpa8Vz71yTnbC5rWe0uHfGi46oN"


async def _count(table: str) -> int:
    program = await core_db.fetchval(PROGRAM, OWNER)
    return int(await core_db.fetchval(f"SELECT count(*) FROM {table} WHERE program_id = $1", program))


async def test_it_is_made_whole_and_once(db: None, scratch: Path) -> None:
    """Given an empty house, when the demo is made twice, then all is there once and the books hold."""
    with suppress(EmailTaken):  # another test of this worker may have wanted it before
        await build(scratch / "till.db")
    before = {table: await _count(table) for table in TABLES}
    with pytest.raises(EmailTaken):
        await build(scratch / "till.db")

    assert {table: await _count(table) for table in TABLES} == before
    assert (before["participant"], before["store"], before["membership"]) == (3, 4, cast.GUESTS + 1)
    assert before["shop_brand"] == 1
    assert before["kid"] > 20
    assert before["reward"] == 7
    assert before["product_brand"] == 2
    assert before["stamp"] > 1
    assert before["purchase"] > 1_000
    assert before["clearing"] > 20
    assert (before["settlement_statement"], before["settlement_period"]) == (3, 2)
    assert await ledger.verify(await core_db.fetchval(PROGRAM, OWNER)) == []


async def test_the_counter_till_feeds_the_program(db: None, scratch: Path) -> None:
    """Given the demo, then the till's bills are in the books, two rows wait to be mended, one number is asked about."""
    with suppress(EmailTaken):
        await build(scratch / "till.db")
    program = await core_db.fetchval(PROGRAM, OWNER)
    docs = "SELECT count(*) FROM erp_doc WHERE program_id = $1 AND kind = 'invoice'"
    dead = "SELECT count(*) FROM erp_dead_row WHERE program_id = $1 AND state = 'open'"
    asked = "SELECT count(*) FROM erp_conflict WHERE program_id = $1 AND state = 'open'"
    assert [await core_db.fetchval(sql, program) for sql in (docs, dead, asked)] == [91, 2, 1]


async def test_birthdays_and_unusual_awards_are_there(db: None, scratch: Path) -> None:
    """Given the demo, then promotions have given presents, and three awards wait for somebody."""
    with suppress(EmailTaken):
        await build(scratch / "till.db")
    program = await core_db.fetchval(PROGRAM, OWNER)
    given = await core_db.fetchval("SELECT sum(given) FROM promotion WHERE program_id = $1", program)
    waiting = await core_db.fetchval(
        "SELECT count(*) FROM review_item WHERE program_id = $1 AND state = 'open'", program
    )
    assert given > 3
    assert waiting == 3
    assert await promotions.verify(program) == []


async def test_the_star_has_cards_children_and_points(db: None, scratch: Path) -> None:
    """Given the demo, when the printed customer is looked up, then there are two cards, two children and points."""
    with suppress(EmailTaken):
        await build(scratch / "till.db")
    person = await core_db.fetchval(
        "SELECT person_id FROM phone_claim WHERE phone = $1 LIMIT 1", cast.STAR.phone
    )
    cards = await core_db.fetch(
        "SELECT m.id FROM membership m JOIN phone_claim c ON c.person_id = m.person_id WHERE c.phone = $1",
        cast.STAR.phone,
    )
    balances = await ledger.balances_for([card["id"] for card in cards])
    assert person is not None
    assert len(cards) == 2
    assert all(balance.available > 0 for balance in balances.values())


def test_guests_are_always_the_same_and_nobody_twice() -> None:
    """Given the cast, when it is called twice, then it is the same eighty people with a number each."""
    guests = cast.guests()
    assert guests == cast.guests()
    assert len({guest.phone for guest in guests}) == cast.GUESTS
    assert len({guest.name for guest in guests}) == cast.GUESTS


@pytest.mark.security
def test_it_is_refused_outside_development(scratch: Path) -> None:
    """Given production, when the demo is asked for, then it is refused before anything is made."""
    done = regulars(
        "demo", "--data", str(scratch / "data"), cwd=scratch, ENVIRONMENT="production", SECRET_KEY=STRONG
    )
    assert done.returncode == 1
    assert "only made where ENVIRONMENT is development" in done.stderr
    assert not (scratch / "data" / "postgres").exists()
