"""Being forgotten: after fourteen days nothing personal is left anywhere, and the books stay sound."""

from datetime import timedelta
from uuid import uuid4

import pytest

from api import customers, gifts, households, ledger, promotions, purchases
from api.core import clock, db
from api.core.audit import SYSTEM, Actor, ActorKind
from api.core.errors import Refusal
from api.customers import Birthday, ConsentChannel, Member, MemberKey
from tests.factories.businesses import Tenant
from tests.factories.customers import key_of, make_member, some_phone
from tests.factories.family import oneself
from tests.factories.identity import make_customer_session
from tests.factories.merges import merge
from tests.factories.purchases import balance_of, record_sale
from tests.factories.remains import Remains, allow_gifts, fill
from tests.factories.rewards import give, make_reward, redeem, stock_left, unsound
from tests.factories.stamps import issue, make_design
from tests.factories.tiers import make_ladder

pytestmark = pytest.mark.integration

DAYS = timedelta(days=14)
TEXTS = """
    SELECT table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY', 'character')
"""


async def places_of(*words: str) -> set[str]:
    """Columns of any table in which one of the words stands, whatever its case."""
    found = set()
    for row in await db.fetch(TEXTS):
        table, column = row["table_name"], row["column_name"]
        for word in words:
            if await db.fetchval(
                f'SELECT EXISTS (SELECT FROM "{table}" WHERE "{column}"::text ILIKE $1)', f"%{word}%"
            ):
                found.add(f"{table}.{column}")
    return found


FILLED = {
    "balance_import_row.name",
    "balance_import_row.reason",
    "balance_import_row.text",
    "bulk_item.cells",
    "bulk_run.params",
    "extension.reason",
    "gift.message",
    "message.params",
    "note.text",
    "outbox.payload",
    "profile.name",
    "review_item.note",
    "tx.reason",
}
"""Columns in which the test's word stands before: one of everything."""


async def check_others(tenant: Tenant, member: Member, remains: Remains) -> None:
    """Gifts that waited are back, the household goes on, and nothing is left that others would read of somebody."""
    assert await balance_of(remains.other.membership_id) == 520
    ended = await gifts.gifts_by_id(tenant.program_id, [remains.sent.id, remains.coming.id])
    assert {gift.state for gift in ended.values()} == {gifts.GiftState.RETURNED}
    (left,) = await households.members_of(tenant.program_id, remains.household_id)
    assert (left.membership_id, left.role) == (remains.other.membership_id, households.HouseholdRole.GUARDIAN)
    open_invitations = "SELECT count(*) FROM household_invitation WHERE household_id = $1 AND state = 'open'"
    assert await db.fetchval(open_invitations, remains.household_id) == 0
    told = "SELECT count(*) FROM message WHERE program_id = $1 AND kind = 'gift_arrived'"
    assert await db.fetchval(told, tenant.program_id) == 0
    birthdays = "SELECT turns, birthday FROM birthday_present WHERE membership_id = $1"
    (present,) = await db.fetch(birthdays, member.membership_id)
    assert (present["turns"], present["birthday"].month, present["birthday"].day) == (None, 1, 1)
    assert await db.fetchval("SELECT count(*) FROM bulk_file WHERE program_id = $1", tenant.program_id) == 0
    for domain in (gifts, households, promotions):
        assert await domain.verify(tenant.program_id) == []


async def check_books(tenant: Tenant, *, broken: int) -> None:
    """The ledger and what hangs on it are sound; so many points fell to the business."""
    assert await ledger.verify(tenant.program_id) == []
    assert await unsound(tenant.program_id) == []
    sums = await db.fetchval(
        "SELECT sum(e.amount)::int FROM entry e JOIN account a ON a.id = e.account_id"
        " WHERE a.owner_id = $1 AND a.kind = 'breakage'",
        tenant.business_id,
    )
    assert sums == broken


def holder(member: Member) -> Actor:
    """The member as a caller."""
    return Actor(ActorKind.CUSTOMER, id=member.person_id, name="Zubeida Qwertz", address="203.0.113.77")


async def tell_everything(tenant: Tenant, member: Member, word: str) -> None:
    """Somebody's own words and those of the staff, the word in each: profile, note, consent, child, session, code."""
    key = key_of(tenant, member)
    changes = customers.ProfileChanges(
        email=f"{word}@example.com", city="Kochi", birthday=Birthday(2, 29), preferences={"tea": word}
    )
    await customers.update_member(tenant.owner, key, changes)
    await customers.add_note(tenant.owner, key, f"{word} likes tea")
    await customers.tag_member(tenant.owner, key, "vip")
    await customers.record_consent(
        tenant.owner, key, ConsentChannel.SMS, is_granted=True, proof=f"{word} said so"
    )
    await customers.add_kid(tenant.owner, key, word.title(), Birthday(5, 31), has_guardian_agreed=True)
    await db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)
    await make_customer_session(member.person_id, name=f"{word} Qwertz")
    await customers.update_me(
        holder(member),
        member.person_id,
        customers.PersonChanges(name=f"{word} Q", email=f"{word}@example.org"),
    )
    await customers.request_sign_in_code(member.phone or "")


async def test_nothing_personal_is_left_anywhere(tenant: Tenant) -> None:
    """Given a person with one of everything, when fourteen days are over, then no text of any table knows them, and
    points, stock and stamps are sound.
    """
    phone, word = some_phone(), f"zubeida{uuid4().hex[:8]}"
    member = await make_member(tenant, phone=phone, name=f"{word} Qwertz")
    double = await make_member(tenant, name=f"{word} Double")
    await make_ladder(tenant)
    design, reward = await make_design(tenant), await make_reward(tenant, points_price=100, stock=5)
    await tell_everything(tenant, member, word)
    bill = await record_sale(tenant, 900_000, membership_id=member.membership_id)
    by_hand = purchases.HandPosting("by-hand", member.membership_id, 40, f"For {word}")
    await purchases.adjust_points(tenant.owner, tenant.business_id, by_hand)
    await issue(tenant, member.membership_id, design, 3)
    await redeem(tenant, member.membership_id, reward.id)
    await give(tenant, member.membership_id, reward.id)
    remains = await fill(tenant, member, word)
    await merge(tenant, member, double, reason=f"{word} twice")
    found = await places_of(word, phone)
    assert found >= FILLED, FILLED - found

    wish = await customers.request_own_erasure(holder(member), member.person_id)
    assert await customers.erase_due(clock.now()) == 0
    assert await customers.erase_due(wish.due_at) >= 1  # other tests leave wishes, too

    assert await places_of(word, phone, phone[3:]) == set()
    assert await balance_of(member.membership_id) == 0
    bills = await purchases.purchases_by_id([bill.id])
    assert (bills[bill.id].membership_id, bills[bill.id].amount_minor) == (None, 900_000)
    assert await stock_left(reward) == 5
    await check_books(tenant, broken=1030)
    await check_others(tenant, member, remains)
    lines = await db.fetch(
        "SELECT target_id, actor_name FROM audit_entry WHERE program_id = $1 AND action = 'customers.erased'",
        tenant.program_id,
    )
    assert {row["target_id"] for row in lines} == {member.membership_id, double.membership_id}
    again = await customers.find_or_enrol(SYSTEM, tenant.program_id, tenant.business_id, phone)
    assert again.is_new
    assert again.member.membership_id != member.membership_id
    assert await customers.erase_due(wish.due_at) == 0


async def test_a_wish_is_taken_back_in_time(tenant: Tenant) -> None:
    """Given a wish, when it is taken back, then nothing happens on its day, and a second try finds none."""
    member = await make_member(tenant, name="Meera")
    await record_sale(tenant, 50_000, membership_id=member.membership_id)
    wish = await customers.request_own_erasure(holder(member), member.person_id)
    assert (wish.due_at - wish.requested_at) == DAYS
    assert await customers.request_own_erasure(holder(member), member.person_id) == wish
    await customers.take_back_own_erasure(holder(member), member.person_id)
    await customers.erase_due(clock.now() + 2 * DAYS)
    assert await balance_of(member.membership_id) == 50
    with pytest.raises(Refusal) as refused:
        await customers.take_back_own_erasure(holder(member), member.person_id)
    assert refused.value.code == "NOT_FOUND"


async def test_staff_erase_the_card_of_their_program_alone(tenant: Tenant, other: Tenant) -> None:
    """Given somebody with cards of two programs, when one erases its own, then the other's card and the person stay,
    and the number may join again from the start.
    """
    phone = some_phone()
    here = await make_member(tenant, phone=phone, name="Meera")
    await db.execute("UPDATE phone_claim SET verified_at = now(), program_id = NULL WHERE phone = $1", phone)
    await db.execute("UPDATE person SET program_id = NULL WHERE id = $1", here.person_id)
    there = await make_member(other, phone=phone, name="Meera")
    assert there.person_id == here.person_id
    await record_sale(tenant, 50_000, membership_id=here.membership_id)
    key = MemberKey(tenant.program_id, tenant.business_id, here.membership_id)
    wish = await customers.request_erasure(tenant.owner, key)
    assert await customers.erase_due(wish.due_at) >= 1  # other tests leave wishes, too
    cards = (await customers.memberships_of([here.person_id]))[here.person_id]
    assert [card.membership_id for card in cards] == [there.membership_id]
    assert cards[0].phone == phone
    again = await customers.find_or_enrol(SYSTEM, tenant.program_id, tenant.business_id, phone)
    assert again.member.membership_id != here.membership_id
    assert await balance_of(again.member.membership_id) == 0
    assert await ledger.verify(tenant.program_id) == []


async def test_staff_of_another_business_find_nobody(tenant: Tenant, other: Tenant) -> None:
    """Given a member, when another business notes a wish for them, then there is no such customer."""
    member = await make_member(tenant)
    key = MemberKey(other.program_id, other.business_id, member.membership_id)
    with pytest.raises(Refusal) as refused:
        await customers.request_erasure(other.owner, key)
    assert refused.value.code == "NOT_FOUND"
    assert (
        await db.fetchval("SELECT count(*) FROM erasure WHERE membership_id = $1", member.membership_id) == 0
    )


async def test_what_is_append_only_stays_so(tenant: Tenant) -> None:
    """Given no erasure, when words of the books are changed, then the database refuses; in one, anything but words."""
    member = await make_member(tenant)
    await record_sale(tenant, 50_000, membership_id=member.membership_id)
    for statement in ("UPDATE tx SET reason = 'x'", "UPDATE tx SET points = 0", "DELETE FROM tx"):
        with pytest.raises(Exception, match="append-only"):
            await db.execute(f"{statement} WHERE membership_id = $1", member.membership_id)
    async with db.transaction():
        await db.execute("SELECT set_config('regulars.erasing', 'on', true)")
        await db.execute("UPDATE tx SET reason = '' WHERE membership_id = $1", member.membership_id)
    for statement in ("UPDATE tx SET points = 0", "DELETE FROM tx"):
        with pytest.raises(Exception, match="append-only"):
            async with db.transaction():
                await db.execute("SELECT set_config('regulars.erasing', 'on', true)")
                await db.execute(f"{statement} WHERE membership_id = $1", member.membership_id)


async def test_who_was_alone_in_a_household_leaves_no_name(tenant: Tenant) -> None:
    """Given a household of one, when its guardian is forgotten, then it ends, and its name is gone."""
    await allow_gifts(tenant)
    member = await make_member(tenant, name="Meera")
    await db.execute("UPDATE phone_claim SET verified_at = now() WHERE person_id = $1", member.person_id)
    household = await households.create(
        oneself(member), member.person_id, member.membership_id, "The Qwertzes"
    )
    wish = await customers.request_own_erasure(holder(member), member.person_id)
    assert await customers.erase_due(wish.due_at) >= 1  # other tests leave wishes, too
    row = await db.fetchrow("SELECT name, closed_at FROM household WHERE id = $1", household)
    assert row is not None
    assert (row["name"], row["closed_at"] is None) == ("", False)
    assert await places_of("Qwertzes") == set()
    assert await households.verify(tenant.program_id) == []
