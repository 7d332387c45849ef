"""Two entries of one human being: everything comes together, and goes back as far as it is left."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api import customers, purchases
from api.core import clock, db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.customers import Birthday, ConsentChannel, Member
from tests.customers.merged import sound
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import key_of, make_member, notes_of, some_phone, tags_of
from tests.factories.merges import merge, traces, unmerge, verify_phone
from tests.factories.purchases import balance_of, record_sale

pytestmark = pytest.mark.integration


async def seen(tenant: Tenant, member: Member) -> Member | None:
    """The member as the business sees them now; None for one who is gone."""
    found = await customers.members_by_id(
        tenant.program_id, [member.membership_id], business_id=tenant.business_id, only_met=True
    )
    return found.get(member.membership_id)


async def test_everything_comes_together_and_goes_back(tenant: Tenant, kept: Member, gone: Member) -> None:
    """Given two entries with bills, points, notes, tags, children and consents, when merged, then one has it all, and
    when parted without use, each has what they had.
    """
    first = await record_sale(tenant, 100_000, membership_id=kept.membership_id)
    second = await record_sale(tenant, 60_000, membership_id=gone.membership_id)
    old, new = key_of(tenant, gone), key_of(tenant, kept)
    await customers.add_note(tenant.owner, old, "Likes the window seat")
    await customers.tag_member(tenant.owner, old, "vip")
    await customers.tag_member(tenant.owner, new, "vip")
    await customers.tag_member(tenant.owner, old, "tea")
    await customers.update_member(tenant.owner, old, {"city": "Kochi", "birthday": Birthday(2, 29)})
    for key, yes in ((new, True), (old, False)):
        await customers.record_consent(tenant.owner, key, ConsentChannel.SMS, is_granted=True)
        await customers.record_consent(tenant.owner, key, ConsentChannel.SMS, is_granted=yes)

    merged = await merge(tenant, kept, gone, reason="Entered twice")

    now = await seen(tenant, kept)
    assert now is not None
    assert await seen(tenant, gone) is None
    assert (now.name, now.city, now.visits, now.spent_minor) == ("Meera Iyer", "Kochi", 2, 160_000)
    assert (now.birth_month, now.birth_day) == (2, 29)
    assert await balance_of(kept.membership_id) == 160
    bills = await purchases.purchases_by_id([first.id, second.id])
    assert {bill.membership_id for bill in bills.values()} == {kept.membership_id}
    assert await notes_of(new) == ["Likes the window seat"]
    assert await tags_of(new) == ["tea", "vip"]
    consents = {each.channel: each.is_granted for each in (await customers.consents_of([new]))[new]}
    assert consents[ConsentChannel.SMS] is False
    assert await sound(tenant)

    undone = await unmerge(tenant, merged)

    assert undone.undone_at is not None
    now, back = await seen(tenant, kept), await seen(tenant, gone)
    assert now is not None
    assert back is not None
    assert (now.city, now.birth_month, now.visits, now.spent_minor) == ("", None, 1, 100_000)
    assert (back.city, back.birth_month, back.visits, back.spent_minor) == ("Kochi", 2, 1, 60_000)
    assert (await balance_of(kept.membership_id), await balance_of(gone.membership_id)) == (100, 60)
    bills = await purchases.purchases_by_id([first.id, second.id])
    assert (bills[first.id].membership_id, bills[second.id].membership_id) == (
        kept.membership_id,
        gone.membership_id,
    )
    assert await tags_of(new) == ["vip"]
    assert await tags_of(old) == ["tea", "vip"]
    assert len(await notes_of(old)) == 1
    assert (await unmerge(tenant, merged)) == undone
    assert await sound(tenant)


async def test_numbers_phones_and_words_of_both_find_the_kept_one(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given a merge, when a till types the number or phone of who is gone, then the kept one is there, until parted."""
    assert gone.phone is not None
    merged = await merge(tenant, kept, gone)

    async def found() -> tuple[UUID | None, ...]:
        by_number = await customers.member_by_number(tenant.program_id, tenant.business_id, gone.number)
        assert gone.phone is not None
        by_phone = await customers.member_by_phone(tenant.program_id, tenant.business_id, gone.phone)
        enrolled = await customers.find_or_enrol(SYSTEM, tenant.program_id, tenant.business_id, gone.phone)
        return (
            by_number.membership_id if by_number else None,
            by_phone.membership_id if by_phone else None,
            enrolled.member.membership_id,
        )

    words = "SELECT count(DISTINCT membership_id) FROM search_token WHERE membership_id = $1 AND token = $2"
    assert await found() == (kept.membership_id,) * 3
    assert await db.fetchval(words, kept.membership_id, gone.number) == 1
    assert await db.fetchval(words, gone.membership_id, gone.number) == 0
    sale = await record_sale(tenant, 10_000, membership_id=gone.membership_id)
    assert sale.membership_id == kept.membership_id
    await unmerge(tenant, merged)
    assert await found() == (gone.membership_id,) * 3
    assert await db.fetchval(words, kept.membership_id, gone.number) == 0
    assert await db.fetchval(words, gone.membership_id, gone.number) == 1


async def test_a_merged_one_may_be_merged_on_and_the_newest_goes_first(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given C in B and B in A, when parted, then A's merge first, and C is in B again with all that is theirs."""
    third = await make_member(tenant, name="M. Iyer")
    for member, amount in ((kept, 10_000), (gone, 20_000), (third, 40_000)):
        await record_sale(tenant, amount, membership_id=member.membership_id)
    inner = await merge(tenant, gone, third)
    outer = await merge(tenant, kept, gone)
    assert await balance_of(kept.membership_id) == 70
    found = await customers.member_by_number(tenant.program_id, tenant.business_id, third.number)
    assert found is not None
    assert found.membership_id == kept.membership_id
    with pytest.raises(Refusal) as refused:
        await unmerge(tenant, inner)
    assert refused.value.code == "LATER_MERGE"
    await unmerge(tenant, outer)
    assert (await balance_of(kept.membership_id), await balance_of(gone.membership_id)) == (10, 60)
    await unmerge(tenant, inner)
    assert (await balance_of(gone.membership_id), await balance_of(third.membership_id)) == (20, 40)
    assert await sound(tenant)


async def test_what_is_refused_changes_nothing(tenant: Tenant, kept: Member, gone: Member) -> None:
    """Given what cannot be merged, when it is tried, then a code says why and nothing is written."""
    elsewhere = await make_business(name="Sari Palace")
    stranger = await make_member(elsewhere)
    await verify_phone(gone)
    before = await traces(tenant.program_id)
    for first, second, code in (
        (kept, kept, "BAD_INPUT"),
        (kept, stranger, "NOT_FOUND"),
        (stranger, gone, "NOT_FOUND"),
        (kept, gone, "KEEP_THE_VERIFIED"),
    ):
        with pytest.raises(Refusal) as refused:
            await merge(tenant, first, second)
        assert refused.value.code == code
    with pytest.raises(Refusal) as refused:
        await merge(tenant, gone, kept, reason="x" * 301)
    assert refused.value.code == "BAD_INPUT"
    assert await traces(tenant.program_id) == before


async def test_a_key_merges_once(tenant: Tenant, kept: Member, gone: Member) -> None:
    """Given a key, when it comes again, then it repeats its answer; with other content it is refused."""
    merged = await merge(tenant, kept, gone, key="k")
    before = await traces(tenant.program_id)
    assert await merge(tenant, kept, gone, key="k") == merged
    with pytest.raises(Refusal) as refused:
        await merge(tenant, kept, gone, key="k", reason="another")
    assert refused.value.code == "IDEMPOTENCY_MISMATCH"
    with pytest.raises(Refusal) as refused:
        await merge(tenant, kept, gone)
    assert refused.value.code == "NOT_FOUND"
    assert await traces(tenant.program_id) == before


async def test_after_thirty_days_it_stays(tenant: Tenant, kept: Member, gone: Member) -> None:
    """Given a merge of long ago, when it is to be undone, then it is too late and nothing changes."""
    merged = await merge(tenant, kept, gone)
    past = clock.now() - timedelta(days=1)
    await db.execute("UPDATE member_merge SET undo_until = $2 WHERE id = $1", merged.id, past)
    before = await traces(tenant.program_id)
    with pytest.raises(Refusal) as refused:
        await unmerge(tenant, merged)
    assert (refused.value.code, refused.value.params) == ("MERGE_TOO_OLD", {"days": 30})
    assert await traces(tenant.program_id) == before


async def test_a_number_proved_later_does_not_inherit_the_kept_card(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given a number that a cashier had noted for who is gone, when somebody proves it, then the card of the kept one
    is not theirs: a merge gives nobody a balance without a code.
    """
    assert gone.phone is not None
    await merge(tenant, kept, gone)
    person, fresh, claim = uuid4(), uuid4(), uuid4()
    await db.fetchrow("SELECT * FROM claim_phone($1, NULL, $2, $3, 'en')", gone.phone, person, claim)
    assert (await customers.memberships_of([person]))[person] == []
    enrolled = await customers.find_or_enrol(SYSTEM, tenant.program_id, tenant.business_id, gone.phone)
    assert enrolled.member.membership_id not in (kept.membership_id, gone.membership_id)
    assert fresh != person


async def test_in_a_coalition_every_shop_that_knew_the_gone_one_knows_the_kept_one(tenant: Tenant) -> None:
    """Given two shops of one program, when one merges its double entry, then both have one member, and two again."""
    partner = await make_business(name="Sari Palace", program_id=tenant.program_id)
    kept, gone = await make_member(tenant), await make_member(tenant, phone=some_phone())
    await record_sale(partner, 30_000, membership_id=gone.membership_id)
    merged = await merge(tenant, kept, gone)
    there = await seen(partner, kept)
    assert there is not None
    assert (there.visits, there.spent_minor) == (1, 30_000)
    await unmerge(tenant, merged)
    assert await seen(partner, kept) is None
    back = await seen(partner, gone)
    assert back is not None
    assert back.visits == 1
