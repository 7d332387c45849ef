"""What the benchmark of reads is made of: the app's documents, its wire, and the file of results."""

from pathlib import Path

import pytest
from graphql import DocumentNode, FieldNode, Visitor, build_schema, parse, validate, visit

from api.graphql.base.inner import core_schema
from api.graphql.schema import schema
from bench import harness
from bench.reads import sockets
from bench.reads.documents import PEERS, Operation, card_changed, staff, wallet
from bench.reads.load import Answer

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    "text",
    [wallet().ours, wallet().whole, staff().ours, staff().whole, card_changed()],
    ids=["wallet", "whole wallet", "staff", "whole staff", "card"],
)
def test_the_apps_documents_are_valid_and_name_every_type(text: str) -> None:
    document = parse(text)

    assert validate(core_schema(schema()), document) == []
    assert text.count("__typename") == text.count("{") - 1
    assert "@" not in text


@pytest.mark.parametrize("operation", [wallet(), staff()], ids=["wallet", "staff"])
def test_peers_are_asked_what_their_schema_knows_and_ours_is_asked_the_same(operation: Operation) -> None:
    peers, ours = parse(operation.peers), parse(operation.ours)

    assert validate(build_schema(PEERS.read_text()), peers) == []
    assert _names(peers) - {"person", "customers"} == _names(ours) - {"viewer", "person", "customers"}
    assert len(operation.ours) < len(operation.whole)
    assert "Customer.tier" in operation.left_out or "Card.tier" in operation.left_out


def test_an_answer_is_whole_only_with_its_last_byte() -> None:
    answer = Answer()

    assert not answer.add(b"HTTP/1.1 200 OK\r\nContent-Le")
    assert not answer.add(b'ngth: 20\r\nX: y\r\n\r\n{"data":{"a":"')
    assert answer.add(b'bcd"}}')
    assert answer.is_good()


def test_an_answer_with_errors_is_not_good() -> None:
    body = b'{"data":{"a":null},"errors":[{"message":"no"}]}'
    answer = Answer()
    assert answer.add(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    assert not answer.is_good()


def test_two_frames_in_one_packet_are_two_messages() -> None:
    phone = sockets.Phone(0, None)  # type: ignore[arg-type]  # only its buffer is looked at
    long = b'{"type":"next","id":"' + b"1" * 200 + b'"}'
    phone.received += b"\x81\x0f" + b'{"type":"ping"}' + b"\x81\x7e" + len(long).to_bytes(2, "big") + long

    assert phone._cut() == (sockets.TEXT, b'{"type":"ping"}')
    assert phone._cut() == (sockets.TEXT, long)
    assert phone._cut() is None


def test_sections_and_the_table_do_not_disturb_each_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(harness, "TABLE", tmp_path / "benchmarks.md")
    harness.publish(harness.Result("search", 21, 0, "ms", "< 50 ms", "of many"))
    harness.publish_section("Reads", "| wallet | req/s |\n|---|---|\n| ours | 1 |")

    harness.publish(harness.Result("search", 20, 0, "ms", "< 50 ms", "of many"))
    harness.publish_section("Reads", "| wallet | req/s |\n|---|---|\n| ours | 2 |")

    assert harness.TABLE.read_text() == (
        harness.HEAD
        + "| search | 20 ms |  |  | < 50 ms | of many |\n\n## Reads\n\n| wallet | req/s |\n|---|---|\n| ours | 2 |\n"
    )


def _names(document: DocumentNode) -> set[str]:
    names: set[str] = set()

    class Fields(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            names.add(node.name.value)

    visit(document, Fields())
    return names
