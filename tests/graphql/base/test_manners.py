"""The manners of the base: guards, nodes, pages, refusals."""

from dataclasses import replace
from typing import Any

import pytest
import strawberry

from api.core.audit import ActorKind
from api.core.errors import ConfigurationError, Forbidden, NotFound, Unauthenticated
from api.core.ids import new_id, to_global_id
from api.graphql.base import (
    Payload,
    either,
    mutation,
    platform_admin,
    public,
    query,
    requires,
    signed_in,
    staff,
    subscription,
    viewer_of,
)
from api.graphql.base.access import Guard, customer
from api.graphql.base.assembly import Parts, build, build_sorted
from api.graphql.base.viewer import anonymous
from tests.graphql.base.conftest import Ask
from tests.graphql.base.sample import PARTS, SHELF, Caller, Kind, sample_schema

PERSON = viewer_of(Caller(Kind.CUSTOMER, person_id=new_id()))
CASHIER = viewer_of(Caller(business_id=new_id(), program_id=new_id(), permissions=frozenset({"a.b"})))
ADMIN = viewer_of(Caller(Kind.PLATFORM_ADMIN))


@pytest.mark.parametrize(
    ("guard", "admitted"),
    [
        (public(), ["anonymous", "customer", "staff", "platform_admin"]),
        (signed_in(), ["customer", "staff", "platform_admin"]),
        (customer(), ["customer"]),
        (staff(), ["staff"]),
        (platform_admin(), ["platform_admin"]),
        (requires("a.b"), ["staff"]),
        (requires("c.d"), []),
        (either(customer(), requires("a.b")), ["customer", "staff"]),
    ],
)
def test_a_guard_admits_those_it_names(guard: Guard, admitted: list[str]) -> None:
    viewers = [anonymous(), PERSON, CASHIER, ADMIN]
    assert [each.kind for each in viewers if guard.admits(each)] == admitted


def test_a_viewer_works_in_one_business_only() -> None:
    here = CASHIER.the_business()
    CASHIER.require("a.b", here)
    assert CASHIER.may("a.b", here)
    assert not CASHIER.may("a.b", new_id())
    with pytest.raises(Forbidden):
        CASHIER.require("c.d", here)
    with pytest.raises(NotFound):
        CASHIER.require("a.b", new_id())
    with pytest.raises(Unauthenticated):
        anonymous().require("a.b", here)
    with pytest.raises(Forbidden):
        PERSON.the_business()
    with pytest.raises(Unauthenticated):
        anonymous().the_person()


def test_a_viewer_acts_from_its_address() -> None:
    caller = Caller(Kind.STAFF)
    actor = viewer_of(caller, address="127.0.0.1", device_id="till-3").actor(business_id=caller.user_id)
    assert (actor.kind, actor.id, actor.address, actor.device_id) == (
        ActorKind.STAFF,
        caller.user_id,
        "127.0.0.1",
        "till-3",
    )
    assert actor.business_id == caller.user_id


async def test_a_guarded_column_or_type_is_null_with_an_error_for_others(ask: Ask) -> None:
    query_text = "{ card { name phone remark { text } } }"
    seen = await ask(query_text, caller=Caller(permissions=frozenset({"phones.read", "notes.read"})))
    assert seen.json() == {
        "data": {
            "card": {"name": "Card 0", "phone": "+919822041763", "remark": {"text": "likes masala chai"}}
        }
    }
    hidden = (await ask(query_text, caller=Caller())).json()
    assert hidden["data"] == {"card": {"name": "Card 0", "phone": None, "remark": None}}
    codes = {tuple(each["path"]): each["extensions"]["code"] for each in hidden["errors"]}
    assert codes == {("card", "phone"): "FORBIDDEN", ("card", "remark", "text"): "FORBIDDEN"}


async def test_a_node_is_found_by_its_id_or_is_null(ask: Ask) -> None:
    known = to_global_id("SampleCard", SHELF.first)
    found = await ask("query($id: ID!) { card(id: $id) { id name __typename } }", {"id": known})
    assert found.json()["data"]["card"] == {"id": known, "name": "Card 0", "__typename": "SampleCard"}
    gone = await ask("query($id: ID!) { card(id: $id) { id } }", {"id": to_global_id("SampleCard", new_id())})
    assert gone.json() == {"data": {"card": None}}


async def test_a_page_leads_to_the_next_and_the_total_is_counted_when_asked(ask: Ask) -> None:
    text = """query($after: String) { cards(first: 100, after: $after) {
      nodes { name } edges { cursor } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }"""
    seen: list[str] = []
    after = None
    for expected_next in (True, True, False):
        page = (await ask(text, {"after": after})).json()["data"]["cards"]
        seen += [each["name"] for each in page["nodes"]]
        info = page["pageInfo"]
        assert page["totalCount"] == 250
        assert (info["hasNextPage"], info["hasPreviousPage"]) == (expected_next, after is not None)
        assert info["endCursor"] == page["edges"][-1]["cursor"]
        after = info["endCursor"]
    assert seen == [f"Card {number}" for number in range(250)]
    empty = (await ask(text, {"after": after})).json()["data"]["cards"]
    assert (empty["nodes"], empty["pageInfo"]["startCursor"], empty["pageInfo"]["hasNextPage"]) == (
        [],
        None,
        False,
    )


async def test_too_many_guesses_are_429_with_the_time_to_wait(ask: Ask) -> None:
    caller, text = Caller(), "query($what: String!) { guess(what: $what) }"
    answers = [await ask(text, {"what": "1234"}, caller=caller) for _ in range(3)]
    assert [each.status_code for each in answers] == [200, 200, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 61
    assert answers[2].json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
    assert answers[2].json()["data"] is None


def test_a_root_field_without_a_guard_does_not_build() -> None:
    @strawberry.type
    class Open:
        @strawberry.field
        def everything(self) -> str:
            return "secret"

    with pytest.raises(ConfigurationError, match="everything has no guard"):
        build(Parts([Open]))


def test_a_field_must_be_declared_in_its_manner() -> None:
    def not_async(self: Any) -> str:
        return ""

    async def no_payload(self: Any) -> str:
        return ""

    async def no_stream(self: Any, info: Any) -> str:
        return ""

    for declare, resolver in (
        (query(public(), description="x"), not_async),
        (mutation(public(), description="x"), no_payload),
        (subscription(public(), description="x"), no_stream),
    ):
        with pytest.raises(TypeError):
            declare(resolver)


def test_guards_are_printed_into_the_contract() -> None:
    text = build_sorted(PARTS).as_str()
    assert (
        'addPoints(\n    """What to add."""\n    input: AddPointsInput!\n  ): AddPointsPayload! @requires(permission:'
        in text
    )
    assert 'ownCard: SampleCard @requires(access: CUSTOMER) @requires(permission: "cards.read")' in text
    assert 'type Remark @requires(permission: "notes.read")' in text
    assert text.count("directive @requires") == 1
    assert "= null" not in text


def test_a_payload_has_its_errors() -> None:
    assert Payload().errors == []
    assert sample_schema() is not None
    assert replace(CASHIER, kind="api_key").is_api_key
