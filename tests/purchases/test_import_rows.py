"""Rows of imported files: what they become, and every way to be refused."""

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from api.core.errors import Refusal
from api.purchases.rules.import_rows import ImportTerms, check_header, parse_row
from api.purchases.service.importing.dead_file import write_dead
from api.purchases.service.importing.reading import DeadRow, fingerprint, read_batch, read_header

pytestmark = pytest.mark.unit

STORE, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 3, 3, tzinfo=UTC)
GOOD = {"phone": "+919822041763", "amount": "640.50", "occurred_at": "2026-03-01T18:20"}


def terms(**changes: object) -> ImportTerms:
    """A program in India with two stores."""
    values: dict[str, object] = {
        "currency": "INR",
        "minor_per_unit": 100,
        "zone": ZoneInfo("Asia/Kolkata"),
        "region": "IN",
        "max_amount_minor": 100_000_000,
        "stores": {"mum-01": STORE, "pun-01": OTHER},
        "default_store": STORE,
        "now": NOW,
    }
    return ImportTerms(**(values | changes))  # type: ignore[arg-type]


def test_a_full_row() -> None:
    """Given all columns, when a row is parsed, then amounts are minor units and times have their zone."""
    row = parse_row(
        GOOD | {"name": "  Meera   Iyer ", "currency": "inr", "store": "PUN-01", "bill_number": " 17 "},
        terms(),
    )
    assert (row.phone, row.name, row.amount_minor, row.bill_number) == (
        "+919822041763",
        "Meera Iyer",
        64_050,
        "17",
    )
    assert (row.store_id, row.occurred_at) == (OTHER, datetime(2026, 3, 1, 12, 50, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-01", datetime(2026, 2, 28, 18, 30, tzinfo=UTC)),
        ("2026-03-01T18:20:00Z", datetime(2026, 3, 1, 18, 20, tzinfo=UTC)),
        ("2026-03-01 18:20:00+01:00", datetime(2026, 3, 1, 17, 20, tzinfo=UTC)),
        ("1997-01-01", datetime(1996, 12, 31, 18, 30, tzinfo=UTC)),
    ],
)
def test_times(text: str, moment: datetime) -> None:
    """Given a time without a zone, when it is parsed, then it is the program's; with one, it is that one's."""
    assert parse_row(GOOD | {"occurred_at": text}, terms()).occurred_at == moment


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"phone": "12"}, "BAD_PHONE"),
        ({"customer_ref": "123456789"}, "BAD_INPUT"),
        ({"amount": ""}, "AMOUNT_INVALID"),
        ({"amount": "1,000.00"}, "AMOUNT_INVALID"),
        ({"amount": "NaN"}, "AMOUNT_INVALID"),
        ({"amount": "Infinity"}, "AMOUNT_INVALID"),
        ({"amount": "1e99"}, "AMOUNT_INVALID"),
        ({"amount": "0"}, "AMOUNT_INVALID"),
        ({"amount": "-5"}, "AMOUNT_INVALID"),
        ({"amount": "1.005"}, "AMOUNT_INVALID"),
        ({"amount": "1000000.01"}, "AMOUNT_INVALID"),
        ({"currency": "USD"}, "CURRENCY_MISMATCH"),
        ({"occurred_at": ""}, "BAD_INPUT"),
        ({"occurred_at": "yesterday"}, "BAD_INPUT"),
        ({"occurred_at": "2026-13-01"}, "BAD_INPUT"),
        ({"occurred_at": "0001-01-01T00:00+14:00"}, "BAD_INPUT"),
        ({"occurred_at": "1979-12-31"}, "BAD_INPUT"),
        ({"occurred_at": "2026-03-04"}, "DATE_IN_FUTURE"),
        ({"store": "nowhere"}, "STORE_UNKNOWN"),
        ({"bill_number": "x" * 61}, "BAD_INPUT"),
        ({"external_id": "x" * 121}, "BAD_INPUT"),
        ({"name": "a\x00"}, "BAD_INPUT"),
        ({"name": "a\ufffd"}, "BAD_INPUT"),
    ],
)
def test_refusals(change: dict[str, str], code: str) -> None:
    """Given a row that is no bill, when it is parsed, then it is refused with its code."""
    with pytest.raises(Refusal) as refused:
        parse_row(GOOD | change, terms())
    assert refused.value.code == code


def test_no_store_named_and_none_by_default() -> None:
    """Given a business with several stores, when a row names none, then it is refused."""
    with pytest.raises(Refusal) as refused:
        parse_row(GOOD, terms(default_store=None))
    assert refused.value.code == "STORE_UNKNOWN"


def test_keys() -> None:
    """Given rows with and without an external id, when keyed, then the id counts, else the content."""
    one, two = parse_row(GOOD, terms()), parse_row(GOOD, terms())
    assert one.key == two.key == f"h:{one.content}"
    assert parse_row(GOOD | {"amount": "640.51"}, terms()).key != one.key
    named = parse_row(GOOD | {"external_id": "A-7"}, terms())
    assert (named.key, named.content) == ("x:A-7", one.content)


@pytest.mark.parametrize(
    "header", [["amount"], ["amount", "occurred_at", "shoe_size"], ["amount", "amount", "occurred_at"], []]
)
def test_headers_that_do_not_fit(header: list[str]) -> None:
    """Given a file without a needed column, with an unknown or a repeated one, when opened, then it is refused."""
    with pytest.raises(Refusal) as refused:
        check_header(header)
    assert refused.value.code == "BAD_INPUT"


def test_reading_from_the_middle(tmp_path: Path) -> None:
    """Given a mark, quotes and line breaks in cells, when read in twos, then nothing is lost or repeated."""
    names = ["Meera", 'Ravi "R"', "Two\nlines", "Ärzte", "E", "F", "G"]
    lines = ["name,phone,amount,occurred_at"]
    lines += [f'"{name.replace(chr(34), chr(34) * 2)}",,{at + 1},2026-03-01' for at, name in enumerate(names)]
    path = tmp_path / "bills.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "\r\n".join(lines).encode() + b"\r\n\r\n")
    columns, at = read_header(path)
    assert columns == ["name", "phone", "amount", "occurred_at"]
    seen: list[str] = []
    for _ in range(10):
        batch = read_batch(path, columns, at, 2, terms())
        seen += [row.name for row, _ in batch.rows]
        at = batch.end
        if batch.is_last:
            break
    assert seen == [" ".join(name.split()) for name in names]
    assert at == path.stat().st_size


def test_rows_of_another_length_and_other_encodings_are_dead(tmp_path: Path) -> None:
    """Given a short row and one in Latin-1, when read, then both are dead with their reason and the others are not."""
    path = tmp_path / "bills.csv"
    path.write_bytes(
        b"name,amount,occurred_at\nA,1,2026-03-01\nB,2\nM\xfcller,3,2026-03-01\nD,4,2026-03-01\n"
    )
    columns, at = read_header(path)
    batch = read_batch(path, columns, at, 100, terms())
    assert [row.name for row, _ in batch.rows] == ["A", "D"]
    assert [(row.code, row.reason.split(":")[0]) for row in batch.dead] == [
        ("BAD_INPUT", "the row has 2 cells, the header has 3"),
        ("BAD_INPUT", "a character cannot be read"),
    ]


def test_a_line_that_is_no_csv_is_dead_alone(tmp_path: Path) -> None:
    """Given a bare carriage return inside a cell, when read, then that line is dead and those around it are not."""
    path = tmp_path / "bills.csv"
    path.write_bytes(b"name,amount,occurred_at\nA,1,2026-03-01\nB\rx,2,2026-03-01\nC,3,2026-03-01\n")
    columns, at = read_header(path)
    batch = read_batch(path, columns, at, 100, terms())
    assert [row.name for row, _ in batch.rows] == ["A", "C"]
    assert [(row.code, row.reason.split(":")[0]) for row in batch.dead] == [
        ("BAD_INPUT", "not readable as CSV")
    ]
    assert (batch.end, batch.is_last) == (path.stat().st_size, True)


def test_the_file_of_dead_rows_is_cut_back_to_what_is_sure(tmp_path: Path) -> None:
    """Given rows that a crash left unsure, when the run goes on, then they are cut off and written again."""
    path = tmp_path / "dead.csv"
    one, two = DeadRow(["A"], "BAD_INPUT", "because"), DeadRow(["B"], "BAD_PHONE", "no, such")
    assert write_dead(path, ["name", "amount"], [], 0) == 0
    assert not path.exists()
    sure = write_dead(path, ["name", "amount"], [one], 0)
    write_dead(path, ["name", "amount"], [two, two], sure)
    length = write_dead(path, ["name", "amount"], [two], sure)
    assert path.read_text() == (
        'name,amount,refused_code,refused_because\nA,,BAD_INPUT,because\nB,,BAD_PHONE,"no, such"\n'
    )
    assert length == path.stat().st_size


def test_fingerprints_tell_files_apart(tmp_path: Path) -> None:
    """Given two files of one length, when one letter differs, then their fingerprints do."""
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text("a" * 3_000_000)
    two.write_text("a" * 2_999_999 + "b")
    assert fingerprint(one) != fingerprint(two)
