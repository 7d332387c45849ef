"""Bills without a customer, claimed by their number and PIN: once, in time, and not by guessing."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from api import erp, ledger
from api.core import clock
from api.core import db as database
from api.core.errors import Refusal
from api.customers import Member
from tests.erp.desk import audited, facts_of, refused
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member
from tests.factories.desk import make_bill, make_connection, make_mapping, make_streams

pytestmark = pytest.mark.integration


async def shop(tenant: Tenant, name: str = "Main shop") -> UUID:
    """A connection whose bills are read."""
    connection = await make_connection(tenant, name=name)
    await make_mapping(tenant, (await make_streams(tenant, connection))["invoice"])
    return connection


async def claim(tenant: Tenant, member: Member, number: str = "B-1", pin: str = "4711") -> erp.Claimed:
    """As the customer does."""
    return await erp.claim_bill(tenant.owner, member.person_id, member.membership_id, number, pin)


async def why_not(tenant: Tenant, member: Member, number: str = "B-1", pin: str = "4711") -> str:
    """The code of a refusal that changed nothing."""
    return (await refused(tenant, claim(tenant, member, number, pin)))[0]


async def test_a_bill_becomes_its_customers(tenant: Tenant) -> None:
    """Given a bill of 640 rupees without a customer, when it is claimed, then 64 points are on the card, once."""
    bill = await make_bill(tenant, await shop(tenant), "KB/77")
    member = await make_member(tenant)
    claimed = await claim(tenant, member, " kb/77 ")
    assert (claimed.document_id, claimed.points) == (bill, 64)
    balance = (await ledger.balances_for([member.membership_id]))[member.membership_id]
    assert balance.available == 64
    assert (await facts_of(tenant))[-1][0] == "erp.bill_claimed"
    assert (await audited(tenant))[-1] == ("erp.bill_claimed", '{"number": "KB/77", "points": 64}')
    assert await why_not(tenant, member, "KB/77") == "BILL_UNKNOWN"


async def test_of_two_at_once_one_has_it(tenant: Tenant) -> None:
    """Given one bill, when two customers claim it at once, then one has its points and the other is refused."""
    await make_bill(tenant, await shop(tenant))
    members = [await make_member(tenant) for _ in range(2)]
    found = await asyncio.gather(*(claim(tenant, member) for member in members), return_exceptions=True)
    assert sorted(type(each).__name__ for each in found) == ["BillUnknown", "Claimed"]


async def test_what_is_no_bill_of_anybody(tenant: Tenant, other: Tenant) -> None:
    """Given wrong numbers and PINs, an old bill, one that has somebody, another program's: all are unknown alike."""
    connection, member = await shop(tenant), await make_member(tenant)
    await make_bill(tenant, connection)
    await make_bill(tenant, connection, "B-2", at=clock.now() - timedelta(days=61))
    await make_bill(tenant, connection, "B-3", state="live")
    theirs = await make_connection(other)
    await make_bill(other, theirs, "B-4")
    for number, pin in (
        ("B-1", "4712"),
        ("B-9", "4711"),
        ("B-1", ""),
        ("", ""),
        ("B-2", "4711"),
        ("B-3", "4711"),
    ):
        assert await why_not(tenant, await make_member(tenant), number, pin) == "BILL_UNKNOWN"
    assert await why_not(tenant, member, "B-4") == "BILL_UNKNOWN"
    stranger = await make_member(other)
    verb = erp.claim_bill(tenant.owner, stranger.person_id, member.membership_id, "B-1", "4711")
    assert await refused(tenant, verb) == ("NOT_FOUND", ("cardId",))


async def test_a_number_may_come_again(tenant: Tenant) -> None:
    """Given one number in two shops' books, when it is claimed, then the PIN says which; a partner's counts too."""
    partner = await make_business(name="Partner", program_id=tenant.program_id)
    first, second = await shop(tenant), await shop(partner)
    await make_bill(tenant, first, "B-1", "1111")
    wanted = await make_bill(partner, second, "B-1", "2222", at=datetime.now(UTC) - timedelta(days=3))
    assert (await claim(tenant, await make_member(tenant), "B-1", "2222")).document_id == wanted


@pytest.mark.security
async def test_nobody_guesses(tenant: Tenant) -> None:
    """Given five wrong PINs of one person, when a sixth comes, even the right one, then it waits; others may go on."""
    connection = await shop(tenant)
    number = f"B-{uuid4().hex[:8]}"
    await make_bill(tenant, connection, number)
    guesser = await make_member(tenant)
    for pin in ("1", "2", "3", "4", "5"):
        assert await why_not(tenant, guesser, f"C-{uuid4().hex[:8]}", pin) == "BILL_UNKNOWN"
    with pytest.raises(Refusal) as waits:
        await claim(tenant, guesser, number)
    assert waits.value.code == "RATE_LIMITED"
    assert 0 < int(waits.value.params["retry_after_seconds"] or 0) <= 3_600
    assert (await claim(tenant, await make_member(tenant), number)).points == 64


@pytest.mark.security
async def test_a_bill_is_not_guessed_by_many(tenant: Tenant) -> None:
    """Given one bill, when twenty people try PINs at once, then five are compared and the rest wait."""
    number = f"B-{uuid4().hex[:8]}"
    await make_bill(tenant, await shop(tenant), number)
    people = [await make_member(tenant) for _ in range(20)]
    found = await asyncio.gather(
        *(claim(tenant, member, number, str(pin)) for pin, member in enumerate(people)),
        return_exceptions=True,
    )
    codes = sorted(each.code for each in found if isinstance(each, Refusal))
    assert codes == ["BILL_UNKNOWN"] * 5 + ["RATE_LIMITED"] * 15


async def test_right_claims_do_not_count(tenant: Tenant) -> None:
    """Given a customer with seven bills, when all are claimed, then none waits."""
    connection, member = await shop(tenant), await make_member(tenant)
    for number in range(7):
        bill = await make_bill(tenant, connection, f"S-{number}-{uuid4().hex[:6]}", "9")
        told = await database.fetchval("SELECT number FROM erp_doc WHERE id = $1", bill)
        assert (await claim(tenant, member, told, "9")).points == 64
