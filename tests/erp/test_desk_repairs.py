"""Rows and conflicts that wait for a person: mended, let go, decided; all of it once, in one's own business."""

from uuid import UUID

import orjson
import pytest

from api import customers, erp
from api.core import db as database
from api.customers import Birthday, Member
from api.erp import Take
from tests.erp.desk import audited, facts_of, refused, row_of, scope
from tests.erp.fakes import FakeReader, a_bill
from tests.factories.businesses import Tenant
from tests.factories.customers import make_member
from tests.factories.desk import make_conflict, make_connection, make_dead_row, make_stream

pytestmark = pytest.mark.integration


async def test_a_dead_row_is_mended(tenant: Tenant) -> None:
    """Given a bill whose amount is no number, when it is mended, then what was read stays beside it."""
    row = await make_dead_row(tenant, await make_stream(tenant))
    await erp.edit_dead_row(*scope(tenant), row, {"net_amt": "640"})
    kept = await row_of("erp_dead_row", row)
    assert (orjson.loads(kept["payload"])["net_amt"], orjson.loads(kept["edited"]), kept["state"]) == (
        "6x40",
        {"net_amt": "640"},
        "open",
    )
    assert (await audited(tenant))[-1] == ("erp.dead_row_edited", '{"columns": ["net_amt"]}')
    cells: list[dict[str, object]] = [
        {},
        {"nothing": 1},
        {"net_amt": [1]},
        {"net_amt": "a\0b"},
        {"net_amt": "x" * 4_001},
    ]
    for wrong in cells:
        edited = erp.edit_dead_row(*scope(tenant), row, wrong)
        assert await refused(tenant, edited) == ("BAD_INPUT", ("payload",))
    await erp.drop_dead_rows(*scope(tenant), [row])
    late = erp.edit_dead_row(*scope(tenant), row, {"net_amt": "640"})
    assert await refused(tenant, late) == ("BAD_INPUT", ("rowId",))


async def test_dead_rows_are_let_go(tenant: Tenant, other: Tenant) -> None:
    """Given open rows and a settled one, when they are dropped, then the open ones are, once; others' stay."""
    stream = await make_stream(tenant)
    rows = [await make_dead_row(tenant, stream, key) for key in ("1", "2")]
    settled = await make_dead_row(tenant, stream, "3", state="replayed")
    assert await erp.drop_dead_rows(*scope(tenant), [*rows, settled]) == 2
    assert await erp.drop_dead_rows(*scope(tenant), rows) == 0
    assert [(await row_of("erp_dead_row", row))["state"] for row in (*rows, settled)] == [
        "dropped",
        "dropped",
        "replayed",
    ]
    assert (await facts_of(tenant))[-1] == ("erp.stream_moved", "dead")
    theirs = await make_dead_row(other, await make_stream(other))
    for wrong in ([], [rows[0], theirs], [theirs]):
        code = "NOT_FOUND" if wrong else "BAD_INPUT"
        assert await refused(other, erp.drop_dead_rows(*scope(tenant), wrong)) == (code, ("rowIds",))


async def test_dead_rows_are_tried_again(tenant: Tenant, other: Tenant, reading: FakeReader) -> None:
    """Given a mended row, when it is replayed, then it is a bill in the books; a second time there is nothing to do."""
    stream = await make_stream(tenant)
    await database.execute("UPDATE erp_stream SET state = 'live' WHERE id = $1", stream)
    row = await make_dead_row(tenant, stream, "20262027:9")
    told = {name: str(value) for name, value in a_bill(9, vouch_date="2026-05-30 00:00:00").items()}
    await database.execute(
        "UPDATE erp_dead_row SET payload = $2::jsonb, edited = $3::jsonb WHERE id = $1",
        row,
        orjson.dumps(told | {"net_amt": "6x40"}).decode(),
        '{"net_amt": "640"}',
    )
    tally = await erp.replay_dead_rows(*scope(tenant), stream, [row])
    assert (tally.read, tally.new, tally.dead, tally.points) == (1, 1, 0, 64)
    assert (await row_of("erp_dead_row", row))["state"] == "replayed"
    again = await erp.replay_dead_rows(*scope(tenant), stream)
    assert (again.read, again.points) == (0, 0)
    assert reading.asked == []
    elsewhere = await make_stream(other)
    theirs = await make_dead_row(other, elsewhere)
    for key, rows, path in (
        (stream, [theirs], "rowIds"),
        (elsewhere, None, "streamId"),
        (elsewhere, [theirs], "streamId"),
    ):
        replayed = erp.replay_dead_rows(*scope(tenant), key, rows)
        assert await refused(other, replayed) == ("NOT_FOUND", (path,))


async def waiting(tenant: Tenant, field: str, theirs: str) -> tuple[Member, UUID]:
    """A conflict about a field of a new member."""
    member = await make_member(tenant, name="Meera")
    connection = await make_connection(tenant, name=f"For {field}")
    return member, await make_conflict(tenant, connection, member.membership_id, field=field, theirs=theirs)


async def member_of(tenant: Tenant, member: Member) -> Member:
    """As the business knows them now."""
    key = member.membership_id
    found = await customers.members_by_id(tenant.program_id, [key], business_id=tenant.business_id)
    return found[key]


async def test_a_decision_for_theirs_is_written_to_the_customer(tenant: Tenant) -> None:
    """Given conflicts of each field, when all are decided, then theirs is written and ours stays; a phone is noted."""
    cases = {
        "name": ("Meera Rao", "name", "Meera Rao"),
        "city": ("Mumbai", "city", "Mumbai"),
        "email": ("meera@example.com", "email", "meera@example.com"),
        "birthday": ("1992-02-29", "birthday", Birthday(2, 29, 1992)),
    }
    made = {field: await waiting(tenant, field, theirs) for field, (theirs, _, _) in cases.items()}
    phone, phones = await waiting(tenant, "phone", "+919822041763")
    decisions = {conflict: Take.THEIRS for _, conflict in made.values()} | {phones: Take.THEIRS}
    await erp.decide_conflicts(*scope(tenant), decisions)
    for field, (_, attribute, expected) in cases.items():
        assert getattr(await member_of(tenant, made[field][0]), attribute) == expected
        row = await row_of("erp_conflict", made[field][1])
        assert (row["state"], row["decided_by"], row["decided_at"] is None) == ("theirs", "Asha Rao", False)
    assert (await member_of(tenant, phone)).phone == phone.phone
    assert (await row_of("erp_conflict", phones))["state"] == "theirs"
    facts = await facts_of(tenant)
    await erp.decide_conflicts(*scope(tenant), decisions)
    assert await facts_of(tenant) == facts


async def test_ours_stays(tenant: Tenant) -> None:
    """Given a conflict, when ours is taken, then nothing is written; deciding otherwise later is refused."""
    member, conflict = await waiting(tenant, "name", "Somebody")
    await erp.decide_conflict(*scope(tenant), conflict, Take.OURS)
    assert (await member_of(tenant, member)).name == "Meera"
    other_way = erp.decide_conflict(*scope(tenant), conflict, Take.THEIRS)
    assert await refused(tenant, other_way) == ("CONFLICT", ("conflictId",))


async def test_all_decisions_or_none(tenant: Tenant, other: Tenant) -> None:
    """Given a good decision and one that cannot be, when both are sent, then neither holds."""
    member, good = await waiting(tenant, "name", "Meera Rao")
    _, bad = await waiting(tenant, "birthday", "31 May")
    both = erp.decide_conflicts(*scope(tenant), {good: Take.THEIRS, bad: Take.THEIRS})
    assert await refused(tenant, both) == ("BAD_INPUT", ("theirs",))
    _, odd = await waiting(tenant, "email", "no address")
    wrong = erp.decide_conflicts(*scope(tenant), {good: Take.THEIRS, odd: Take.THEIRS})
    assert await refused(tenant, wrong) == ("BAD_INPUT", ("email",))
    assert (await member_of(tenant, member)).name == "Meera"
    _, theirs = await waiting(other, "name", "Else")
    foreign = erp.decide_conflicts(*scope(tenant), {good: Take.OURS, theirs: Take.OURS})
    assert await refused(tenant, foreign) == ("NOT_FOUND", ("conflictId",))
    assert await refused(tenant, erp.decide_conflicts(*scope(tenant), {})) == ("BAD_INPUT", ("decisions",))
