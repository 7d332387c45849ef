"""Two entries of one human being: everything comes together, and goes back as far as it is left."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from api import customers, ledger, purchases
from api.core import clock, db
from api.core.audit import SYSTEM
from api.core.errors import Refusal
from api.customers import Birthday, ConsentChannel, Member, MemberKey
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.merges import merge, traces, unmerge, verify_phone
from tests.factories.purchases import balance_of, record_sale
from tests.factories.rewards import give, make_reward, unsound
from tests.factories.stamps import cards_of, issue, make_design, use_voucher, vouchers_of
from tests.factories.tiers import changes, did, make_ladder, tier_name

pytestmark = pytest.mark.integration


def key_of(tenant: Tenant, member: Member) -> MemberKey:
    """The member as the tenant's business knows them."""
    return MemberKey(tenant.program_id, tenant.business_id, member.membership_id)


async def seen(tenant: Tenant, member: Member) -> Member | None:
    """The member as the business sees them now; None for one who is gone."""
    found = await customers.members_by_id(
        tenant.program_id, [member.membership_id], business_id=tenant.business_id, only_met=True
    )
    return found.get(member.membership_id)


async def sound(tenant: Tenant) -> bool:
    """Books, stock and stamps."""
    return await ledger.verify(tenant.program_id) == [] and await unsound(tenant.program_id) == []


@pytest.fixture
async def kept(tenant: Tenant) -> Member:
    """The one who stays."""
    return await make_member(tenant, name="Meera Iyer")


@pytest.fixture
async def gone(tenant: Tenant) -> Member:
    """The double entry."""
    return await make_member(tenant, name="Mira Iyer")


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
    assert [note.text for note in (await customers.notes_of([new]))[new]] == ["Likes the window seat"]
    assert [tag.name for tag in (await customers.tags_of([new]))[new]] == ["tea", "vip"]
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
    assert [tag.name for tag in (await customers.tags_of([new]))[new]] == ["vip"]
    assert [tag.name for tag in (await customers.tags_of([old]))[old]] == ["tea", "vip"]
    assert len((await customers.notes_of([old]))[old]) == 1
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


async def test_the_better_tier_is_kept_and_activity_is_summed(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given Bronze and Silver, when merged, then Gold by the sum, and both are what they were when parted."""
    await make_ladder(tenant)
    month = clock.now().date().replace(day=1)
    await did(tenant, kept.membership_id, month, earned=90)
    await did(tenant, gone.membership_id, month, earned=420)
    merged = await merge(tenant, kept, gone)
    assert await tier_name(kept.membership_id) == "Gold"
    assert (await changes(kept.membership_id))[-2:] == [
        ("Bronze", "Silver", "merged"),
        ("Silver", "Gold", "merged"),
    ]
    await unmerge(tenant, merged)
    assert await tier_name(kept.membership_id) == "Bronze"
    assert await tier_name(gone.membership_id) == "Silver"
    sums = await db.fetch(
        "SELECT membership_id, sum(earned)::int AS earned FROM tier_activity WHERE program_id = $1 GROUP BY 1",
        tenant.program_id,
    )
    assert {row["membership_id"]: row["earned"] for row in sums} == {
        kept.membership_id: 90,
        gone.membership_id: 420,
    }


async def test_stamps_are_put_onto_the_kept_ones_card(tenant: Tenant, kept: Member, gone: Member) -> None:
    """Given 7 and 5 stamps of ten, when merged, then one card is full with its voucher and the next has two; parted
    while the voucher is unused, each has their own again.
    """
    design = await make_design(tenant)
    await issue(tenant, kept.membership_id, design, 7)
    await issue(tenant, gone.membership_id, design, 5)
    merged = await merge(tenant, kept, gone)
    assert await cards_of(kept.membership_id) == [(10, "full", "active"), (2, "open", None)]
    assert await sound(tenant)
    await unmerge(tenant, merged)
    assert [card for card in await cards_of(kept.membership_id) if card[1] == "open"] == [(7, "open", None)]
    assert [card for card in await cards_of(gone.membership_id) if card[1] == "open"] == [(5, "open", None)]
    assert await vouchers_of(kept.membership_id) == ["cancelled"]
    assert await sound(tenant)


async def test_stamps_of_a_used_voucher_stay_with_it(tenant: Tenant, kept: Member, gone: Member) -> None:
    """Given a card that a merge filled, when its voucher is used, then only what is on the open card goes back."""
    design = await make_design(tenant)
    await issue(tenant, kept.membership_id, design, 7)
    await issue(tenant, gone.membership_id, design, 5)
    merged = await merge(tenant, kept, gone)
    await use_voucher(kept.membership_id)
    await unmerge(tenant, merged)
    assert await cards_of(kept.membership_id) == [(10, "full", "used"), (0, "open", None)]
    assert [card for card in await cards_of(gone.membership_id) if card[1] == "open"] == [(2, "open", None)]


async def test_vouchers_come_along_and_give_their_points_back(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given a voucher of who is gone, when merged, then it is the kept one's; parted, it is theirs, used or not."""
    reward = await make_reward(tenant)
    voucher = await give(tenant, gone.membership_id, reward.id)
    merged = await merge(tenant, kept, gone)
    assert (await vouchers_of(kept.membership_id), await vouchers_of(gone.membership_id)) == (["active"], [])
    await use_voucher(kept.membership_id)
    await unmerge(tenant, merged)
    assert (await vouchers_of(kept.membership_id), await vouchers_of(gone.membership_id)) == ([], ["used"])
    assert voucher.membership_id == gone.membership_id


async def test_a_bill_of_the_gone_one_comes_back_after_the_merge(
    tenant: Tenant, kept: Member, gone: Member
) -> None:
    """Given a bill with stamps, when it is returned after the merge, then the kept one loses points and stamps."""
    await make_design(tenant, earning="per_visit")
    bill = await record_sale(tenant, 60_000, membership_id=gone.membership_id)
    await merge(tenant, kept, gone)
    assert await balance_of(kept.membership_id) == 60
    back = purchases.ReturnPurchase(uuid4().hex, bill.id)
    await purchases.return_purchase(tenant.owner, tenant.business_id, back)
    assert await balance_of(kept.membership_id) == 0
    assert await cards_of(kept.membership_id) == [(0, "open", None)]
    assert await sound(tenant)


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
