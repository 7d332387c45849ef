"""What generated operations ask with: ids of every type and owner, cursors of every list, texts and moments."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid4

import orjson

from api.core import db
from api.core.ids import to_global_id
from api.core.paging import encode_cursor
from api.graphql.base.engine import Engine
from api.graphql.base.viewer import Viewer
from tests.graphql.plan.town import Town
from tests.graphql.worlds import ID_OF, ask

MOST_IDS = 12
ONES_OWN: Mapping[str, str] = {
    "Card": "SELECT pk FROM read.membership WHERE owner_pk = $3",
    "Kid": "SELECT pk FROM read.own_kid WHERE owner_pk = $3",
    "Person": "SELECT $3::uuid",
    "PublicBusiness": "SELECT pk FROM read.business",
    "PublicProgram": "SELECT pk FROM read.program",
    "Reward": "SELECT pk FROM read.reward WHERE is_shown",
    "SentGift": "SELECT pk FROM read.gift_sent WHERE membership_pk IN "
    "(SELECT pk FROM read.membership WHERE owner_pk = $3)",
    "ReceivedGift": "SELECT pk FROM read.gift_received WHERE membership_pk IN "
    "(SELECT pk FROM read.membership WHERE owner_pk = $3)",
    "HouseholdMember": "SELECT pk FROM read.household_member WHERE owner_pk = $3",
    "Session": "SELECT pk FROM read.session WHERE user_pk = $4",
    "User": "SELECT $4::uuid",
    "Voucher": "SELECT pk FROM read.voucher WHERE membership_pk IN "
    "(SELECT pk FROM read.membership WHERE owner_pk = $3)",
    "VoucherUse": "SELECT pk FROM read.voucher_use WHERE membership_pk IN "
    "(SELECT pk FROM read.membership WHERE owner_pk = $3)",
}
"""Where a customer's ids are found: $3 is the person, $4 the user."""

MALFORMED = (
    "",
    "Q2FyZA",
    "not base64!",
    to_global_id("Card", uuid4()) + "=",
    to_global_id("Nothing", uuid4()),
    to_global_id("null", uuid4()),
    to_global_id("absent", uuid4()),
    to_global_id("Card", uuid4())[:-2],
    "é" * 20,
    "A" * 300,
    "Q2FyZDpub3QtYS11dWlk",
)
BAD_CURSORS = (
    "",
    "not base64!",
    "A" * 1_200,
    "é",
    *(
        encode_cursor(*key)
        for key in (
            (),
            (1,),
            ("a", 1),
            ("2026-05-31", None),
            ("2026-05-31T00:00:00Z", None),
            ("0001-01-01T00:00:00+14:00", str(uuid4())),
            ("9999-12-31T23:59:59-14:00", str(uuid4())),
            ("name", "a\0b", str(uuid4())),
            ("a\0b", str(uuid4())),
            ("spent", 2**63, str(uuid4())),
            ("last_visit", None, str(uuid4())),
        )
    ),
)

LISTS: Mapping[str, str] = {
    "Query.auditLog": "{ a: auditLog(first: 4) %s }",
    "Query.products": "{ a: products(first: 4) %s }",
    "Query.purchases": "{ a: purchases(first: 4) %s }",
    "Query.rewards": "{ a: rewards(first: 4) %s }",
    "Query.vouchers": "{ a: vouchers(first: 4) %s }",
    "Query.voucherBatches": "{ a: voucherBatches(first: 4) %s }",
    "Query.transactions": "{ a: transactions(first: 4) %s }",
    "Query.customers/NEWEST": "{ a: customers(first: 4) %s }",
    "Query.customers/NAME": "{ a: customers(first: 4, sort: NAME) %s }",
    "Query.customers/LAST_VISIT": "{ a: customers(first: 4, sort: LAST_VISIT) %s }",
    "Query.customers/SPENT": "{ a: customers(first: 4, sort: SPENT) %s }",
    "Customer.transactions": "{ customers(first: 2, sort: NAME) { nodes { a: transactions(first: 3) %s } } }",
    "Customer.purchases": "{ customers(first: 2, sort: NAME) { nodes { a: purchases(first: 3) %s } } }",
    "Customer.vouchers": "{ customers(first: 2, sort: NAME) { nodes { a: vouchers(first: 3) %s } } }",
    "Customer.redemptions": "{ customers(first: 2, sort: NAME) { nodes { a: redemptions(first: 3) %s } } }",
    "Card.vouchers": "{ viewer { person { cards { a: vouchers(first: 3) %s } } } }",
    "StampCard.history": "{ customers(first: 3, sort: NAME) { nodes { stampCards { a: history(first: 2) %s } } } }",
    "Card.transactions": "{ viewer { person { cards { a: transactions(first: 3) %s } } } }",
    "Person.activity": "{ viewer { person { a: activity(first: 4) %s } } }",
}
CURSOR = ("Wy", "Wz")
"""How a cursor begins: a list of texts, or of a number first, in base64."""
CURSORS = "{ edges { cursor } pageInfo { endCursor } }"


@dataclass(slots=True)
class Material:
    """By viewer: ids by type, cursors by list. What comes in later answers is kept as well."""

    ids: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    cursors: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    stray: list[str] = field(default_factory=list)
    """Cursors met in answers, of whatever list."""

    def keep(self, answer: bytes) -> None:
        """Gathers the cursors of an answer."""
        found = [text for text in _texts(orjson.loads(answer)) if text.startswith(CURSOR)]
        self.stray = (self.stray + found[:3])[-200:]


async def gather(town: Town, engine: Engine) -> Material:
    """Everything that the viewers may hold in their hands."""
    found = Material()
    for name, viewer in town.viewers.items():
        found.ids[name] = await _ids(viewer)
        found.cursors[name] = {}
        for label, query in LISTS.items():
            answer = await ask(engine, viewer, query % CURSORS, {})
            texts = _texts(orjson.loads(orjson.dumps(answer.data)))
            found.cursors[name][label] = list(
                dict.fromkeys(text for text in texts if text.startswith(CURSOR))
            )
    return found


async def _ids(viewer: Viewer) -> dict[str, list[str]]:
    sources = ONES_OWN if viewer.person_id is not None else ID_OF
    found: dict[str, list[str]] = defaultdict(list)
    for type_name, sql in sources.items():
        known = (viewer.program_id, viewer.business_id, viewer.person_id, viewer.id)
        keys = [] if _is_lacking(sql, known) else await _keys(sql, known)
        found[type_name] = [to_global_id(type_name, key) for key in keys]
    return dict(found)


def _is_lacking(sql: str, known: tuple[UUID | None, ...]) -> bool:
    return any(f"${place}" in sql and value is None for place, value in enumerate(known, 1))


async def _keys(sql: str, known: tuple[UUID | None, ...]) -> list[UUID]:
    used = [(f"${place}", value) for place, value in enumerate(known, 1) if f"${place}" in sql]
    for position, (mark, _) in enumerate(used, 1):
        sql = sql.replace(mark, f"${position}")
    rows = await db.fetch(
        f"SELECT key FROM ({sql}) AS found (key) ORDER BY key LIMIT {MOST_IDS}", *(value for _, value in used)
    )
    return [row["key"] for row in rows]


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for each in inner for text in _texts(each)]
