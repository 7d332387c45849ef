"""What domains hold of somebody beyond points and bills: gifts, a household, messages, presents, reviews, lists."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import orjson

from api import directory, gifts, households, ledger, promotions, purchases
from api.core import clock, db
from api.customers import Member
from api.directory import BulkKind
from api.gifts import GiftInfo, GiftRulesInfo
from api.households import HouseholdRole, HouseholdRulesInfo
from api.ledger import ExtendPoints
from api.promotions import Audience
from api.reviews import RuleKind
from tests.factories.businesses import Tenant
from tests.factories.directory import an_order, begin, work
from tests.factories.family import give, join, oneself
from tests.factories.merges import verify_phone
from tests.factories.promotions import born, make_promotion, morning, set_birthday, today
from tests.factories.reviews import a_cashier, a_rule, award, waiting, watch
from tests.factories.rewards import rich_member
from workers import gifts as gift_jobs

FACTS = "SELECT payload::text AS payload FROM outbox WHERE program_id = $1 AND name = $2 ORDER BY id"


@dataclass(frozen=True, slots=True)
class Remains:
    """What was made: gifts that wait, from the member and to them, and the other who gave and got."""

    other: Member
    sent: GiftInfo
    coming: GiftInfo
    household_id: UUID


async def allow_gifts(tenant: Tenant) -> None:
    """The program has gifts and households."""
    await gifts.save_rules(tenant.owner, tenant.business_id, GiftRulesInfo(is_on=True))
    await households.save_rules(tenant.owner, tenant.business_id, HouseholdRulesInfo(is_on=True))


async def fill(tenant: Tenant, member: Member, word: str) -> Remains:
    """One of everything, with the word wherever somebody may write. The member needs 100 points for gifts."""
    await allow_gifts(tenant)
    await verify_phone(member)
    other = await rich_member(tenant, 500)
    arrived = await give(member, 20, message=f"{word} was here", receiver_id=other.membership_id)
    await gifts.deliver(tenant.program_id, arrived.id)
    await _tell(tenant, gifts.GiftArrived.name, gift_jobs.tell_arrived)
    sent = await give(member, 30, message=f"From {word}", phone="+919812300001")
    coming = await give(other, 40, message=f"For {word}", phone=member.phone)
    household = await households.create(oneself(member), member.person_id, member.membership_id, "The Raos")
    await join(member, other, HouseholdRole.ADULT)
    await households.invite(
        oneself(member), member.person_id, member.membership_id, HouseholdRole.ADULT, phone="+919812300002"
    )
    await _present(tenant, member)
    await _review(tenant, member, word)
    await _lists(tenant, member, word)
    await _books(tenant, member, word)
    return Remains(other, sent, coming, household)


async def _tell(tenant: Tenant, name: str, job: Any) -> None:
    for row in await db.fetch(FACTS, tenant.program_id, name):
        await job(orjson.loads(row["payload"]))


async def _present(tenant: Tenant, member: Member) -> None:
    await set_birthday(tenant, member, born(0))
    await make_promotion(tenant, audience=Audience.MEMBERS, announce_days=0)
    await promotions.give_presents(tenant.program_id, morning(today()))


async def _review(tenant: Tenant, member: Member, word: str) -> None:
    await watch(tenant, a_rule(RuleKind.POINTS_AT_ONCE, 1))
    cashier = await a_cashier(tenant)
    await award(tenant, cashier, member.membership_id)
    await award(tenant, cashier, member.membership_id)
    first, *_ = await waiting(tenant)
    await purchases.decide_awards(
        tenant.owner, tenant.business_id, [first["id"]], approve=False, note=f"{word} was not there"
    )


async def _lists(tenant: Tenant, member: Member, word: str) -> None:
    """A file that names the member in a good line and a bad one, a list brought out, and labels."""
    assert member.phone is not None
    national = member.phone.removeprefix("+91")
    content = f"Phone;Name;E-mail\n{national};{word};\n{member.phone};{word};not an address\n".encode()
    run = await directory.begin_import(
        tenant.owner, tenant.program_id, tenant.business_id, content, "list.csv", idempotency_key=uuid4().hex
    )
    await work()
    await directory.start_import(tenant.program_id, tenant.business_id, run)
    await begin(tenant, an_order(BulkKind.EXPORT, member.membership_id, columns=("name", "phone")))
    await work()


async def _books(tenant: Tenant, member: Member, word: str) -> None:
    """An opening balance from a file, and points that live longer."""
    last = clock.now().date() + timedelta(days=20)
    text = f"phone,name,points,expires_on,reason\n{member.phone},{word},50,{last},{word} moved\n"
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    made = await ledger.start_import(tenant.owner, tenant.business_id, "old.csv", fingerprint)
    await ledger.add_rows(tenant.business_id, made.id, 0, text, is_last=True)
    await ledger.post_import(tenant.owner, tenant.business_id, made.id)
    await ledger.continue_imports()
    span = ExtendPoints(
        last - timedelta(days=3), last + timedelta(days=3), last + timedelta(days=60), member.membership_id
    )
    await ledger.extend(tenant.owner, tenant.business_id, span, uuid4().hex, f"{word} was ill")
