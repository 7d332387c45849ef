"""Gifts: prepared, confirmed once, brought to whoever has the number, or given back."""

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from api import customers, gifts, ledger
from api.core import clock
from api.core import db as database
from api.core.audit import SYSTEM
from api.core.errors import BadInput, Refusal
from api.gifts import GiftState
from tests.factories.businesses import make_business
from tests.factories.customers import make_member, some_phone
from tests.factories.family import confirm, give, make_family_shop, prepare, unsound
from tests.factories.purchases import balance_of
from tests.factories.rewards import refused, rich_member

pytestmark = pytest.mark.integration
LONG_AGO = "UPDATE gift SET confirm_until = now() - interval '1 second' WHERE id = $1"
FACTS = "SELECT name, topics FROM outbox WHERE program_id = $1 AND name LIKE 'gifts.%' ORDER BY id"


async def state_of(gift: gifts.GiftInfo) -> GiftState:
    return (await gifts.gifts_by_id(gift.program_id, [gift.id]))[gift.id].state


async def test_to_a_number_that_is_a_members(db: None) -> None:
    """Given two members, when one gives to the other's number, then they leave at once and a worker brings them."""
    tenant = await make_family_shop()
    giver, receiver = await rich_member(tenant, 500), await rich_member(tenant, 0)
    sent = await give(giver, 120, phone=receiver.phone)
    assert (sent.state, sent.receiver_id) == (GiftState.WAITING, None)
    assert await balance_of(giver.membership_id) == 380
    assert await balance_of(receiver.membership_id) == 0
    assert await unsound(tenant.program_id) == []
    assert await gifts.deliver(tenant.program_id, sent.id)
    assert not await gifts.deliver(tenant.program_id, sent.id)
    assert await balance_of(receiver.membership_id) == 120
    assert await state_of(sent) is GiftState.ARRIVED
    facts = await database.fetch(FACTS, tenant.program_id)
    assert [row["name"] for row in facts] == ["gifts.sent", "gifts.arrived"]
    assert facts[1]["topics"] == [f"card:{receiver.membership_id}"]
    assert await unsound(tenant.program_id) == []


async def test_known_and_unknown_numbers_look_the_same(db: None) -> None:
    """Given a member's number and nobody's, when gifts are sent, then answers and statements are the same."""
    tenant = await make_family_shop()
    giver, receiver = await rich_member(tenant, 500), await rich_member(tenant, 0)
    known, unknown = await give(giver, 50, phone=receiver.phone), await give(giver, 50, phone=some_phone())
    assert (known.state, known.receiver_id) == (unknown.state, unknown.receiver_id)
    seen = "SELECT state, ended_at, recipient FROM read.gift_sent WHERE pk = $1"
    await gifts.deliver(tenant.program_id, known.id)
    await gifts.deliver(tenant.program_id, unknown.id)
    rows = [await database.fetchrow(seen, each.id) for each in (known, unknown)]
    assert [(row["state"], row["ended_at"]) for row in rows if row] == [("sent", None)] * 2
    assert all(row and "•" in row["recipient"] for row in rows)


async def test_waits_for_whoever_proves_the_number(db: None) -> None:
    """Given a gift to a number of nobody, when it joins it waits, and when it is proved the gift arrives."""
    tenant = await make_family_shop()
    giver, phone = await rich_member(tenant, 500), some_phone()
    sent = await give(giver, 100, phone=phone)
    member = await make_member(tenant, phone=phone)
    assert await gifts.deliver_to(tenant.program_id, member.membership_id) == 0
    assert not await gifts.deliver(tenant.program_id, sent.id)
    await database.execute("UPDATE phone_claim SET verified_at = now() WHERE phone = $1", phone)
    assert await gifts.deliver_to(tenant.program_id, member.membership_id) == 1
    assert await balance_of(member.membership_id) == 100
    kept = await database.fetchval("SELECT to_phone FROM gift WHERE id = $1", sent.id)
    assert kept is None
    await gifts.return_due(clock.now() + timedelta(days=400))
    assert await state_of(sent) is GiftState.ARRIVED
    assert await unsound(tenant.program_id) == []


async def test_comes_back_into_its_own_lots(db: None) -> None:
    """Given a gift for which nobody comes, when its days are over, then the points are back with their own expiry."""
    tenant = await make_family_shop({"wait_days": 7})
    giver = await rich_member(tenant, 500)
    before = await database.fetch(
        "SELECT id, remaining, expires_at FROM lot WHERE program_id = $1", tenant.program_id
    )
    sent = await give(giver, 100, phone=some_phone())
    await gifts.return_due(clock.now() + timedelta(days=6))
    assert await state_of(sent) is GiftState.WAITING
    await gifts.return_due(clock.now() + timedelta(days=8))
    assert await state_of(sent) is GiftState.RETURNED
    assert (
        await database.fetch(
            "SELECT id, remaining, expires_at FROM lot WHERE program_id = $1", tenant.program_id
        )
        == before
    )
    assert await unsound(tenant.program_id) == []


async def test_lots_keep_issuer_and_expiry(db: None) -> None:
    """Given points that expire on two days, when some are given, then they arrive with the same days, soonest first."""
    tenant = await make_family_shop()
    giver, receiver = await rich_member(tenant, 0), await rich_member(tenant, 0)
    soon, late = clock.now() + timedelta(days=5), clock.now() + timedelta(days=50)
    for points, end in ((30, late), (20, soon)):
        await ledger.opening_balance(
            ledger.PostingRequest(
                tenant.program_id,
                tenant.business_id,
                giver.membership_id,
                "t",
                str(points),
                "ab",
                clock.now(),
            ),
            points,
            end,
        )
    sent = await give(giver, 40, receiver_id=receiver.membership_id)
    await gifts.deliver(tenant.program_id, sent.id)
    lots = await database.fetch(
        "SELECT remaining, expires_at FROM lot WHERE membership_id = $1 ORDER BY expires_at",
        receiver.membership_id,
    )
    assert [(row["remaining"], row["expires_at"]) for row in lots] == [(20, soon), (20, late)]


async def test_confirmed_once(db: None) -> None:
    """Given a prepared gift, when it is confirmed twenty times at once, then it is sent once."""
    tenant = await make_family_shop()
    giver = await rich_member(tenant, 500)
    prepared = await prepare(giver, 100, phone=some_phone(), key="k")
    again = await gifts.gifts_by_id(tenant.program_id, [prepared.id])
    assert again[prepared.id].state is GiftState.DRAFT
    done = await asyncio.gather(*(confirm(giver, prepared.id) for _ in range(20)))
    assert {each.out_tx_id for each in done} == {done[0].out_tx_id}
    assert await balance_of(giver.membership_id) == 400
    assert await unsound(tenant.program_id) == []


async def test_the_same_key_prepares_one_gift(db: None) -> None:
    """Given one key, when the same gift is prepared twice it is one; with other points it is refused."""
    tenant = await make_family_shop()
    giver, phone = await rich_member(tenant, 500), some_phone()
    first = await prepare(giver, 100, phone=phone, key="k")
    assert (await prepare(giver, 100, phone=phone, key="k")).id == first.id
    other = await refused(lambda: prepare(giver, 101, phone=phone, key="k"))
    assert other.code == "IDEMPOTENCY_MISMATCH"


async def test_limits_hold_in_a_race(db: None) -> None:
    """Given at most 300 points a day, when ten gifts of 100 are confirmed at once, then three are sent."""
    tenant = await make_family_shop({"max_per_day": 300})
    giver = await rich_member(tenant, 5_000)
    drafts = [await prepare(giver, 100, phone=some_phone()) for _ in range(10)]

    async def outcome(each: gifts.GiftInfo) -> str:
        try:
            await confirm(giver, each.id)
        except Refusal as refusal:
            return refusal.code
        return "sent"

    assert Counter(await asyncio.gather(*(outcome(each) for each in drafts))) == {
        "sent": 3,
        "GIFT_LIMIT_REACHED": 7,
    }
    assert await balance_of(giver.membership_id) == 4_700
    terms = await gifts.terms_of(giver.person_id, giver.membership_id)
    assert (terms.can_give, terms.left_today) == (False, 0)
    assert await unsound(tenant.program_id) == []


async def test_a_gift_goes_either_way_in_a_race(db: None) -> None:
    """Given a waiting gift, when it is brought and given back at once, then exactly one of the two happens."""
    tenant = await make_family_shop({"wait_days": 1})
    giver, receiver = await rich_member(tenant, 1_000), await rich_member(tenant, 0)
    sent = [await give(giver, 50, phone=receiver.phone) for _ in range(6)]
    late = clock.now() + timedelta(days=2)
    await asyncio.gather(
        *(gifts.deliver(tenant.program_id, each.id) for each in sent),
        gifts.return_due(late),
        gifts.return_due(late),
    )
    assert await balance_of(giver.membership_id) + await balance_of(receiver.membership_id) == 1_000
    assert await unsound(tenant.program_id) == []


@pytest.mark.parametrize(
    ("points", "code"),
    [(9, "GIFT_LIMIT_REACHED"), (1_001, "GIFT_LIMIT_REACHED"), (600, "INSUFFICIENT_POINTS")],
)
async def test_what_is_not_given(db: None, points: int, code: str) -> None:
    """Given 500 points and gifts of 10 to 1,000, when too many or too few are given, then it is refused."""
    tenant = await make_family_shop()
    giver = await rich_member(tenant, 500)
    assert (await refused(lambda: prepare(giver, points, phone=some_phone()))).code == code
    assert await balance_of(giver.membership_id) == 500


async def test_who_may_not_give(db: None) -> None:
    """Given no rules, no proved number, one's own number or card, or others' cards, then gifts are refused."""
    tenant, plain = await make_family_shop(), await make_business()
    giver, unproved = await rich_member(tenant, 500), await make_member(tenant)
    elsewhere = await rich_member(plain, 500)
    assert (await refused(lambda: prepare(elsewhere, 50, phone=some_phone()))).code == "GIFTS_OFF"
    assert (await refused(lambda: prepare(unproved, 50, phone=some_phone()))).code == "PHONE_UNVERIFIED"
    assert (await refused(lambda: prepare(giver, 50, phone=giver.phone))).path == ("phone",)
    assert (await refused(lambda: prepare(giver, 50, receiver_id=giver.membership_id))).code == "BAD_INPUT"
    foreign = await refused(lambda: prepare(giver, 50, receiver_id=elsewhere.membership_id))
    assert foreign.code == "NOT_FOUND"
    stranger = gifts.NewGift("k", giver.membership_id, 50, phone=some_phone())
    assert (await refused(lambda: gifts.prepare(elsewhere.person_id, stranger))).code == "NOT_FOUND"


async def test_a_draft_ends(db: None) -> None:
    """Given a gift prepared long ago, when it is confirmed, then it is refused and nothing is taken."""
    tenant = await make_family_shop()
    giver = await rich_member(tenant, 500)
    draft = await prepare(giver, 100, phone=some_phone())
    await database.execute(LONG_AGO, draft.id)
    assert (await refused(lambda: confirm(giver, draft.id))).code == "GIFT_EXPIRED"
    assert await balance_of(giver.membership_id) == 500


async def test_a_gift_repays_a_debt(db: None) -> None:
    """Given a member in debt, when a gift arrives, then it repays the debt first."""
    tenant = await make_family_shop()
    giver, receiver = await rich_member(tenant, 500), await rich_member(tenant, 0)
    earned = await ledger.earn(
        ledger.PostingRequest(
            tenant.program_id, tenant.business_id, receiver.membership_id, "t", "e", "ab", clock.now()
        ),
        80,
        ledger.LedgerPolicy(time_zone="Asia/Kolkata"),
    )
    await ledger.redeem(
        ledger.PostingRequest(
            tenant.program_id, tenant.business_id, receiver.membership_id, "t", "r", "ab", clock.now()
        ),
        80,
    )
    await ledger.reverse_earn(
        ledger.PostingRequest(
            tenant.program_id, tenant.business_id, receiver.membership_id, "t", "v", "ab", clock.now()
        ),
        earned.tx_id,
        80,
        ledger.LedgerPolicy(time_zone="Asia/Kolkata"),
    )
    sent = await give(giver, 100, receiver_id=receiver.membership_id)
    await gifts.deliver(tenant.program_id, sent.id)
    assert await balance_of(receiver.membership_id) == 20
    assert await unsound(tenant.program_id) == []


async def test_rules(db: None) -> None:
    """Given rules that cannot be met, or somebody else's change, then they are refused."""
    tenant = await make_family_shop()
    fine = gifts.GiftRulesInfo(is_on=True)
    for wrong in (
        replace(fine, min_points=0),
        replace(fine, max_points=5),
        replace(fine, wait_days=0),
        replace(fine, wait_days=91),
        replace(fine, max_per_day=5),
    ):
        with pytest.raises(BadInput):
            await gifts.save_rules(SYSTEM, tenant.business_id, wrong)
    saved = await gifts.save_rules(SYSTEM, tenant.business_id, gifts.GiftRulesInfo(is_on=True), version=1)
    assert saved.version == 2
    stale = await refused(
        lambda: gifts.save_rules(SYSTEM, tenant.business_id, gifts.GiftRulesInfo(is_on=True), version=1)
    )
    assert stale.code == "CONFLICT"


async def test_first_names_alone(db: None) -> None:
    """Given a card that was shown, when its holder is named to the giver, then by the first name."""
    tenant = await make_family_shop()
    giver = await rich_member(tenant, 500)
    receiver = await make_member(tenant, name="Ananya Rao")
    draft = await prepare(giver, 50, receiver_id=receiver.membership_id)
    assert draft.to_label == "Ananya"
    names = await customers.first_names(tenant.program_id, [receiver.membership_id])
    assert names == {receiver.membership_id: "Ananya"}
