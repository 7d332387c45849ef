"""Mappings as they are sent: read as they stand, refused where they are of another shape."""

import pytest

from api.core.errors import BadInput
from api.erp.rules import parse_payload
from api.erp.types import MappingRow, OnError, StreamKind

pytestmark = pytest.mark.unit


def test_the_payload_as_it_is_sent() -> None:
    """Given a payload with and without the optional parts, when read, then the rows with their defaults."""
    kind, rows = parse_payload(
        "invoice",
        [
            {"source_field": "code", "target_field": "key", "transformation": None, "is_required": True},
            {
                "source_field": "gone",
                "target_field": "is_deleted",
                "transformation": " bool ",
                "is_required": False,
                "default": "false",
                "on_error": "default",
            },
            {"source_field": None, "target_field": "currency", "transformation": "const(INR)"},
        ],
    )
    assert kind is StreamKind.INVOICE
    assert rows == (
        MappingRow("code", "key", is_required=True),
        MappingRow("gone", "is_deleted", "bool", default="false", on_error=OnError.DEFAULT),
        MappingRow("", "currency", "const(INR)"),
    )


@pytest.mark.parametrize(
    ("mapping_type", "rows", "path"),
    [
        ("bill", [{"target_field": "key"}], ("mapping_type",)),
        (None, [{"target_field": "key"}], ("mapping_type",)),
        ("invoice", None, ("rows",)),
        ("invoice", "key", ("rows",)),
        ("invoice", {}, ("rows",)),
        ("invoice", [], ("rows",)),
        ("invoice", [{"target_field": "key"}] * 101, ("rows",)),
        ("invoice", [None], ("rows", "0")),
        ("invoice", [{"target_field": "key", "evil": 1}], ("rows", "0")),
        ("invoice", [{"source_field": "a"}], ("rows", "0", "target_field")),
        ("invoice", [{"target_field": ["key"]}], ("rows", "0", "target_field")),
        ("invoice", [{"target_field": "k" * 121}], ("rows", "0", "target_field")),
        ("invoice", [{"target_field": "k", "source_field": 7}], ("rows", "0", "source_field")),
        ("invoice", [{"target_field": "k", "source_field": "a\x00"}], ("rows", "0", "source_field")),
        ("invoice", [{"target_field": "k", "default": "\ud800"}], ("rows", "0", "default")),
        ("invoice", [{"target_field": "k", "default": 5}], ("rows", "0", "default")),
        ("invoice", [{"target_field": "k", "transformation": "x" * 501}], ("rows", "0", "transformation")),
        ("invoice", [{"target_field": "k", "is_required": "yes"}], ("rows", "0", "is_required")),
        ("invoice", [{"target_field": "k", "on_error": "explode"}], ("rows", "0", "on_error")),
        ("invoice", [{"target_field": "k", "on_error": {}}], ("rows", "0", "on_error")),
    ],
)
def test_a_hostile_payload_is_refused(mapping_type: object, rows: object, path: tuple[str, ...]) -> None:
    """Given a payload of another shape, when read, then BAD_INPUT names the place."""
    with pytest.raises(BadInput) as refused:
        parse_payload(mapping_type, rows)
    assert refused.value.path == path
