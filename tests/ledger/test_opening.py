"""Opening balances from a file: checked line by line, posted once, in batches, with the expiry that they bring."""

import hashlib
from datetime import date, timedelta

import pytest

from api import businesses, ledger
from api.core import clock, db
from api.core.errors import BadInput, Conflict, NotFound
from api.ledger import ImportInfo, ImportState, rules
from api.ledger.rules.opening_rows import OpeningTerms, check_header, parse_row
from api.ledger.service.opening import posting
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.ledger import FOREVER

pytestmark = pytest.mark.integration

ZONE = "Asia/Kolkata"
HEADER = "phone,card_number,name,points,earned_on,expires_on,reason,external_id\n"


def in_days(number: int) -> date:
    """That many days from today in Kolkata."""
    return clock.local_date(clock.now(), ZONE) + timedelta(days=number)


async def read(tenant: Tenant, text: str, *, parts: int = 1) -> ImportInfo:
    """A file in that many parts of whole lines, read to its end."""
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    made = await ledger.start_import(tenant.owner, tenant.business_id, "old.csv", fingerprint)
    lines = text.splitlines(keepends=True)
    size = -(-len(lines) // parts)
    for part in range(parts):
        piece = "".join(lines[part * size : (part + 1) * size])
        made = await ledger.add_rows(tenant.business_id, made.id, part, piece, is_last=part == parts - 1)
    return made


async def post(tenant: Tenant, made: ImportInfo) -> ImportInfo:
    """Posted to its end."""
    await ledger.post_import(tenant.owner, tenant.business_id, made.id)
    await ledger.continue_imports()
    return await ledger.post_import(tenant.owner, tenant.business_id, made.id)


async def lots(tenant: Tenant) -> list[tuple[int, date | None, str]]:
    """(points, last day, reason) of every lot, by points."""
    rows = await db.fetch(
        "SELECT l.points, l.expires_at, t.reason, t.kind FROM lot l JOIN tx t ON t.id = l.tx_id "
        "WHERE l.program_id = $1 ORDER BY l.points",
        tenant.program_id,
    )
    assert {row["kind"] for row in rows} <= {"opening_balance"}
    return [
        (
            row["points"],
            row["expires_at"] and clock.local_date(row["expires_at"] - timedelta(seconds=1), ZONE),
            row["reason"],
        )
        for row in rows
    ]


async def test_a_file_is_checked_then_posted_once(db: None) -> None:
    """Given good and bad lines, when the file is read, posted and brought again, then a good line is posted once."""
    tenant = await make_business()
    member = await make_member(tenant)
    phone = some_phone()
    text = HEADER + (
        f"{phone},,Asha Rao,100,{in_days(-30)},{in_days(60)},From the old card,\n"
        f",{member.number},,250,,,,A-1\n"
        ",123456789,,10,,,,\n"
        "12,,,10,,,,\n"
        f"{phone},,,0,,,,\n"
        f"{phone},,,5,,{in_days(-1)},,\n"
    )
    made = await read(tenant, text, parts=3)
    assert (made.state, made.rows_read, made.rows_wrong, made.points_read) == (ImportState.CHECKED, 6, 4, 350)
    assert await lots(tenant) == []
    assert await ledger.continue_imports() == 0

    done = await post(tenant, made)
    assert (done.state, done.rows_posted, done.points_posted, done.rows_known) == (
        ImportState.DONE,
        2,
        350,
        0,
    )
    year = rules.expires_at(rules.policy_of(await businesses.rules_for(tenant.program_id)), clock.now(), None)
    assert year is not None
    assert await lots(tenant) == [
        (100, in_days(60), "From the old card"),
        (250, clock.local_date(year - timedelta(seconds=1), ZONE), ""),
    ]
    again = await read(tenant, text)
    assert (again.id, again.state) == (done.id, ImportState.DONE)
    report = await ledger.problems_as_csv(tenant.business_id, done.id)
    assert report.splitlines()[0] == "line,problem,text"
    assert [line.split(",")[0] for line in report.splitlines()[1:]] == ["4", "5", "6", "7"]
    assert await ledger.verify(tenant.program_id) == []


async def test_the_same_balance_in_another_file_is_known(db: None) -> None:
    """Given a posted key, when other files bring it with the same or other content, then nothing is given twice."""
    tenant = await make_business()
    phone = some_phone()
    line = f"{phone},,,100,{in_days(-30)},{in_days(60)},,A-1\n"
    await post(tenant, await read(tenant, HEADER + line))
    second = await post(tenant, await read(tenant, HEADER + line + f"{some_phone()},,,7,,,,A-2\n"))
    assert (second.rows_posted, second.rows_known, second.rows_wrong) == (1, 1, 0)
    third = await post(tenant, await read(tenant, HEADER + line.replace("100", "101")))
    assert (third.rows_posted, third.rows_known, third.rows_wrong) == (0, 0, 1)
    assert [points for points, _, _ in await lots(tenant)] == [7, 100]
    assert await ledger.verify(tenant.program_id) == []


async def test_batches_commit_one_by_one(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given 23 lines, when batches have five, then all are posted, several for one member too."""
    monkeypatch.setattr(posting, "BATCH_ROWS", 5)
    tenant = await make_business()
    phones = [some_phone() for _ in range(4)]
    text = HEADER + "".join(f"{phones[number % 4]},,,{number + 1},,,,\n" for number in range(23))
    done = await post(tenant, await read(tenant, text, parts=4))
    assert (done.rows_posted, done.points_posted, done.rows_wrong) == (23, 276, 0)
    assert await ledger.verify(tenant.program_id) == []


async def test_parts_come_in_turn_and_once(db: None) -> None:
    """Given a file half read, when a part comes again or out of turn, then it is passed over or refused."""
    tenant = await make_business()
    made = await ledger.start_import(tenant.owner, tenant.business_id, "old.csv", "ab" * 32)
    good = HEADER + f"{some_phone()},,,1,,,,\n"
    for _ in range(2):
        held = await ledger.add_rows(tenant.business_id, made.id, 0, good, is_last=False)
        assert (held.parts, held.rows_read) == (1, 1)
    with pytest.raises(Conflict):
        await ledger.add_rows(tenant.business_id, made.id, 2, "x", is_last=True)
    with pytest.raises(Conflict):
        await ledger.post_import(tenant.owner, tenant.business_id, made.id)
    with pytest.raises(NotFound):
        await ledger.add_rows((await make_business()).business_id, made.id, 1, "x", is_last=True)
    cancelled = await ledger.cancel_import(tenant.business_id, made.id)
    assert cancelled.state is ImportState.CANCELLED
    anew = await ledger.start_import(tenant.owner, tenant.business_id, "old.csv", "ab" * 32)
    assert (anew.id, anew.state, anew.rows_read) == (made.id, ImportState.READING, 0)


@pytest.mark.parametrize(
    "header",
    [["points"], ["phone"], ["phone", "points", "colour"], ["phone", "points", "points"], []],
)
def test_a_wrong_header_is_refused(header: list[str]) -> None:
    with pytest.raises(BadInput):
        check_header(header)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"phone": ""}, "by phone or by card_number"),
        ({"card_number": "100000005"}, "by phone or by card_number"),
        ({"phone": "12"}, "no phone number"),
        ({"points": "1.5"}, "whole number"),
        ({"points": "-4"}, "whole number"),
        ({"earned_on": "31.12.2020"}, "not a day"),
        ({"earned_on": "2999-01-01"}, "in the future"),
        ({"expires_on": "2001-01-01"}, "expired already"),
        ({"reason": "x" * 301}, "more than 300"),
        ({"name": "a\ufffdb"}, "UTF-8"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(given: dict[str, str], problem: str) -> None:
    terms = OpeningTerms(FOREVER, "IN", clock.now(), "f" * 64)
    with pytest.raises(BadInput, match=problem):
        parse_row({"phone": "+919811122233", "points": "10", **given}, 2, terms)


def test_a_line_has_a_key_of_its_file() -> None:
    terms = OpeningTerms(FOREVER, "IN", clock.now(), "f" * 64)
    row = parse_row({"phone": "98111 22233", "points": "10"}, 7, terms)
    assert (row.phone, row.points, row.expires_at, row.key) == ("+919811122233", 10, None, f"f:{'f' * 40}:7")
