"""Finding members: what is found, in which order, page by page, and by which plan."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api import customers, directory
from api.core import db as core_db
from api.core.audit import SYSTEM
from api.core.errors import BadInput
from api.customers import Member, MemberKey
from api.customers.service.visits import record_visits
from api.directory import ORDERS, DirectoryFilter, Sort
from api.directory.queries import search
from tests.factories.businesses import Tenant, make_business
from tests.factories.customers import list_members, make_member, some_phone
from tests.support.statements import count_queries

pytestmark = pytest.mark.integration

NAMES = ("Asha Patel", "Ashok Patil", "Zoë O'Brien", "आशा पटेल", "")


async def names(tenant: Tenant, text: str, **options: object) -> list[str]:
    """Names of the members found."""
    page = await list_members(tenant.program_id, tenant.business_id, search=text, **options)
    return [member.name for member in page.items]


@pytest.fixture
async def people(tenant: Tenant) -> dict[str, Member]:
    """Members by name, enrolled in order."""
    return {name: await make_member(tenant, name=name) for name in NAMES}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ash", ["Ashok Patil", "Asha Patel"]),
        ("ASHA", ["Asha Patel"]),
        ("pat ash", ["Ashok Patil", "Asha Patel"]),
        ("patel asha", ["Asha Patel"]),
        ("zoe", ["Zoë O'Brien"]),
        ("obr", ["Zoë O'Brien"]),
        ("o'brien", ["Zoë O'Brien"]),
        ("आशा", ["आशा पटेल"]),
        ("hash", []),
        ("asha nobody", []),
        ("%", ["", "आशा पटेल", "Zoë O'Brien", "Ashok Patil", "Asha Patel"]),
        ("", ["", "आशा पटेल", "Zoë O'Brien", "Ashok Patil", "Asha Patel"]),
    ],
)
async def test_names_by_the_beginning_of_words(
    tenant: Tenant, people: dict[str, Member], text: str, found: list[str]
) -> None:
    """Given members, when words are typed, then those are found whose name has words that begin so, newest first."""
    assert await names(tenant, text) == found
    assert (await directory.count(tenant.program_id, tenant.business_id, search=text)).count == len(found)


async def test_phones_by_beginning_and_end(tenant: Tenant) -> None:
    """Given a phone, when its beginning (in any form) or its last four digits are typed, then its member is found."""
    one = await make_member(tenant, phone="+919876501234", name="One")
    two = await make_member(tenant, phone="+919876509999", name="Two")
    for text in ("98765 0123", "+91 98765-01234", "098765 01234", "919876501", "1234", "01234"):
        assert "One" in await names(tenant, text), text
        assert "Two" not in await names(tenant, text) or text == "919876501", text
    assert await names(tenant, "987650") == ["Two", "One"]
    # the middle of a number finds nobody, unless a card's number happens to begin so
    middle = next(
        each for each in ("234", "501", "012") if not any(who.number.startswith(each) for who in (one, two))
    )
    assert await names(tenant, middle) == []
    assert await names(tenant, "one 1234") == ["One"]
    assert await names(tenant, "two 1234") == []


async def test_card_numbers_and_e_mails(tenant: Tenant) -> None:
    """Given a card number or the beginning of an e-mail, then its member is found; a changed e-mail no longer is."""
    member = await make_member(tenant, name="Asha")
    key = MemberKey(tenant.program_id, tenant.business_id, member.membership_id)
    assert await names(tenant, member.number) == ["Asha"]
    await customers.update_member(SYSTEM, key, {"email": "asha.patel@example.com"})
    for text in ("asha.patel@ex", "ASHA.PATEL@EXAMPLE.COM", "patel"):
        assert await names(tenant, text) == ["Asha"]
    await customers.update_member(SYSTEM, key, {"email": None})
    assert await names(tenant, "patel") == []


async def test_other_businesses_find_nothing(
    tenant: Tenant, other: Tenant, people: dict[str, Member]
) -> None:
    """Given members of one business, when another or a coalition partner searches, then it finds nobody."""
    partner = await make_business(name="Partner", program_id=tenant.program_id)
    for stranger in (other, partner):
        for text in ("asha", "", people["Asha Patel"].number, people["Asha Patel"].phone or ""):
            assert await names(stranger, text) == []
            assert (await directory.count(stranger.program_id, stranger.business_id, search=text)).count == 0


async def test_every_order_pages_without_gap_or_repeat(tenant: Tenant) -> None:
    """Given members with equal keys, when any order is paged by three, then each member comes once, in that order."""
    at = datetime(2026, 1, 1, tzinfo=UTC)
    for nr in range(11):
        member = await make_member(tenant, name=("", "Asha", "Zoe")[nr % 3])
        if nr % 4:
            await customers.record_visit(
                tenant.program_id,
                tenant.business_id,
                member.membership_id,
                amount_minor=1000 * (nr % 3),
                occurred_at=at + timedelta(days=nr % 2),
            )
    for sort in Sort:
        for text in ("", "98"):
            members = await walk(tenant, sort, text)
            assert len({member.membership_id for member in members}) == len(members) == 11
            keys = [sort_key(member, sort) for member in members]
            assert keys == sorted(keys, reverse=ORDERS[sort].is_descending)


def sort_key(member: Member, sort: Sort) -> tuple[object, UUID]:
    """What the order is by."""
    key: object
    match sort:
        case Sort.NEWEST | Sort.OLDEST:
            key = member.joined_at
        case Sort.NAME | Sort.NAME_FROM_END:
            key = (member.name == "", member.name)
        case Sort.LAST_VISIT | Sort.LONGEST_AWAY:
            key = member.last_visit_at or datetime.min.replace(tzinfo=UTC)
        case Sort.SPENT | Sort.LEAST_SPENT:
            key = member.spent_minor
        case Sort.VISITS | Sort.LEAST_VISITS:
            key = member.visits
        case Sort.BALANCE | Sort.LEAST_BALANCE:
            key = 0  # nobody has points here
    return key, member.membership_id


async def walk(tenant: Tenant, sort: Sort, text: str) -> list[Member]:
    """All pages of three."""
    found: list[Member] = []
    after: str | None = None
    while True:
        page = await list_members(
            tenant.program_id, tenant.business_id, search=text, sort=sort, first=3, after=after
        )
        found += page.items
        if not page.has_next:
            return found
        after = page.cursors[-1]


async def test_a_cursor_of_another_order_is_refused(tenant: Tenant, people: dict[str, Member]) -> None:
    """Given a cursor by name, when it is handed to another order or is garbage, then BAD_CURSOR."""
    page = await list_members(tenant.program_id, tenant.business_id, sort=Sort.NAME, first=2)
    for sort, cursor in (
        (Sort.NEWEST, page.cursors[-1]),
        (Sort.SPENT, page.cursors[-1]),
        (Sort.NAME, "garbage"),
    ):
        for text in ("", "nobody-at-all"):
            with pytest.raises(BadInput) as refused:
                await list_members(
                    tenant.program_id, tenant.business_id, search=text, sort=sort, after=cursor
                )
            assert refused.value.code == "BAD_CURSOR"


async def test_filters(tenant: Tenant) -> None:
    """Given members that differ, then each filter keeps the right ones, alone and with a search."""
    rich, away, parent = [await make_member(tenant, name=name) for name in ("Rich", "Away", "Parent")]
    now = datetime(2026, 6, 1, tzinfo=UTC)
    await record_visits(
        tenant.program_id,
        [
            customers.Visit(tenant.business_id, rich.membership_id, 90_000, now),
            customers.Visit(tenant.business_id, away.membership_id, 100, now - timedelta(days=300)),
        ],
    )
    key = MemberKey(tenant.program_id, tenant.business_id, parent.membership_id)
    await customers.add_kid(SYSTEM, key, "Meera", customers.Birthday(2, 29), has_guardian_agreed=True)
    tag = await customers.tag_member(SYSTEM, key, "VIP")
    away_key = key._replace(membership_id=away.membership_id)
    await customers.update_member(SYSTEM, away_key, {"status": customers.MemberStatus.INACTIVE})
    cases = (
        (DirectoryFilter(min_spent_minor_units=90_000), ["Rich"]),
        (DirectoryFilter(last_visit_after=now), ["Rich"]),
        (DirectoryFilter(last_visit_before=now), ["Parent", "Away"]),
        (DirectoryFilter(has_kids=True), ["Parent"]),
        (DirectoryFilter(has_kids=False), ["Rich", "Away"]),
        (DirectoryFilter(joined_before=now), ["Away"]),
        (DirectoryFilter(tag_id=tag.id), ["Parent"]),
        (DirectoryFilter(status="inactive"), ["Away"]),
        (DirectoryFilter(status="active", has_kids=False), ["Rich"]),
    )
    for narrowed, expected in cases:
        assert await names(tenant, "", narrowed=narrowed) == expected
        assert await names(tenant, "98", narrowed=narrowed) == expected
        assert (await directory.count(tenant.program_id, tenant.business_id, narrowed=narrowed)).count == len(
            expected
        )


@pytest.mark.parametrize("few", [0, 5, 3_000])
async def test_each_way_of_searching_finds_the_same(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Given words of few and of many, when the limit between the two ways moves, then the answers stay."""
    people = [
        customers.NewMember(some_phone(), f"{'Asha' if nr % 3 else 'Zoe'} P{nr % 7}") for nr in range(60)
    ]
    await customers.find_or_enrol_many(SYSTEM, tenant.program_id, tenant.business_id, people)
    expected = sorted(who.name for who in people if who.name.startswith("Asha P1"))
    monkeypatch.setattr(search, "FEW", few)
    monkeypatch.setattr(search, "STRETCH", 25)
    for sort in Sort:
        members = await walk(tenant, sort, "ash p1")
        assert sorted(member.name for member in members) == expected
    assert (await directory.count(tenant.program_id, tenant.business_id, search="ash p1")).count == len(
        expected
    )


@pytest.mark.performance
async def test_a_search_is_two_statements_and_reads_ranges_of_the_index(tenant: Tenant) -> None:
    """Given thousands of members, when one is searched, then two statements answer from ranges of the word index."""
    people = [customers.NewMember(some_phone(), f"Name{nr:05d} Common") for nr in range(3_000)]
    await customers.find_or_enrol_many(SYSTEM, tenant.program_id, tenant.business_id, people)
    await core_db.execute("ANALYZE search_token")
    await core_db.execute("ANALYZE profile")
    async with count_queries() as seen:
        page = await directory.find(tenant.program_id, tenant.business_id, search="name00042")
        assert len(page.items) == 1
    assert len(seen) == 2
    plan = "\n".join(
        row[0]
        for row in await core_db.fetch(
            "EXPLAIN " + search.COUNT_WORDS,
            tenant.program_id,
            tenant.business_id,
            [0],
            ["name00042"],
            ["name00042" + search.AFTER_LAST],
        )
    )
    assert "Index Only Scan" in plan
    assert "Seq Scan on search_token" not in plan
