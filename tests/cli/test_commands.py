"""Commands that join a running installation: businesses, staff, the proof of the ledger."""

import secrets
from pathlib import Path

import asyncpg
import pytest

from tests.support.installation import Installation, regulars

pytestmark = [pytest.mark.integration, pytest.mark.xdist_group("cli"), pytest.mark.timeout(300)]


def _told(printed: str) -> dict[str, str]:
    return {line.split()[0]: line.split()[-1] for line in printed.splitlines()}


def _run(installation: Installation, *arguments: str) -> tuple[int, str, str]:
    done = regulars(*arguments, "--data", str(installation.data), cwd=Path(installation.data).parent)
    return done.returncode, done.stdout, done.stderr


async def _count(installation: Installation, sql: str, *args: object) -> int:
    connection = await asyncpg.connect(installation.state.database_url)
    try:
        return int(await connection.fetchval(sql, *args))
    finally:
        await connection.close()


async def test_a_business_and_its_cashier_are_made_once(running: Installation) -> None:
    """Given names and e-mails, when both commands run, then ids and passwords are printed; again, it is refused."""
    owner, cashier = f"{secrets.token_hex(4)}@example.com", f"{secrets.token_hex(4)}@example.com"
    make = ("business", "create", "Sun Café", "--email", owner, "--owner", "Ada")
    code, printed, _ = _run(running, *make)
    told = _told(printed)
    assert code == 0
    assert (told["e-mail"], len(told["password"])) == (owner, 16)

    code, printed, _ = _run(
        running, "staff", "create", "Cy", "--business", told["business"], "--email", cashier
    )
    assert code == 0
    assert _told(printed)["e-mail"] == cashier

    businesses = await _count(running, "SELECT count(*) FROM business")
    code, _, refused = _run(running, *make)
    assert code == 1
    assert refused == "Someone has signed up with this e-mail. Please sign in.\n"
    assert await _count(running, "SELECT count(*) FROM business") == businesses


async def test_staff_of_an_unknown_business_is_refused(running: Installation) -> None:
    """Given an id that is not one, when staff is made for it, then it is refused and nobody is added."""
    before = await _count(running, "SELECT count(*) FROM app_user")
    code, printed, refused = _run(
        running, "staff", "create", "Cy", "--business", "x", "--email", "x@example.com"
    )
    assert (code, printed, refused) == (1, "", "This id is not one of ours.\n")
    assert await _count(running, "SELECT count(*) FROM app_user") == before


async def test_verify_ledger_tells_sound_from_broken(running: Installation) -> None:
    """Given a sound ledger, when an account's balance is changed by hand, then the proof fails."""
    connection = await asyncpg.connect(running.state.database_url)
    await connection.execute(
        "INSERT INTO account (id, program_id, owner_kind, owner_id, kind, unit, is_live, balance, version)"
        " VALUES (gen_random_uuid(), gen_random_uuid(), 'membership', gen_random_uuid(), 'points', 'x', true, 0, 0)"
    )
    assert _run(running, "verify-ledger")[:2] == (0, "the ledger is sound: every invariant holds\n")
    await connection.execute("UPDATE account SET balance = 5 WHERE unit = 'x'")
    code, printed, _ = _run(running, "verify-ledger")
    await connection.execute("UPDATE account SET balance = 0 WHERE unit = 'x'")
    await connection.close()
    assert code == 1
    assert "invariants are broken" in printed
    assert _run(running, "verify-ledger")[0] == 0


async def test_a_file_of_bills_is_imported_once(running: Installation, tmp_path: Path) -> None:
    """Given a CSV with a bad row, when it is imported twice, then good rows are booked once and the bad one is kept."""
    email = f"{secrets.token_hex(4)}@example.com"
    _, printed, _ = _run(running, "business", "create", "Old Books", "--email", email, "--owner", "Bo")
    bills = tmp_path / "bills.csv"
    bills.write_text(
        "phone,name,amount,currency,occurred_at,store,external_id\n"
        "+4915112340001,Ann,12.50,EUR,2025-03-01T10:00:00+01:00,1,b-1\n"
        "+4915112340002,Ben,7.00,EUR,2025-03-01T11:00:00+01:00,1,b-2\n"
        "+4915112340001,Ann,not money,EUR,2025-03-02T10:00:00+01:00,1,b-3\n"
    )
    command = ("import", "purchases", str(bills), "--business", _told(printed)["business"])
    code, first, _ = _run(running, *command)
    again, _second, _ = _run(running, *command)

    assert (code, again) == (0, 0)
    assert first.startswith("2 bills in the books")
    assert str(tmp_path / "bills.dead.csv") in first
    assert "not money" in (tmp_path / "bills.dead.csv").read_text()
    assert await _count(running, "SELECT count(*) FROM purchase WHERE idem_key LIKE '%b-_'") == 2
    assert _run(running, "verify-ledger")[0] == 0
