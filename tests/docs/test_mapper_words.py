"""The mapper explains every field and every operation in both languages, with examples that work."""

import re
from pathlib import Path
from typing import Final

import pytest

from api.erp import OPERATIONS, TARGETS
from api.erp.rules import compile_mapping
from api.erp.types import MappingRow, StreamKind

TEXTS: Final = Path(__file__).parents[2] / "pwa/src/i18n"
LINE: Final = re.compile(r"^  (\w+):\s+'(.+)',$", re.MULTILINE)
COLUMNS: Final = ["col", "type", "year", "jahr", "bill_time"]
LANGUAGES: Final = ("en", "de")


def words(language: str, name: str) -> dict[str, str]:
    """A file of texts, by key."""
    return dict(LINE.findall((TEXTS / language / f"{name}.ts").read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_operation_is_explained_and_its_examples_compile(language: str) -> None:
    told = words(language, "steps")
    assert set(told) == set(OPERATIONS)
    examples = [(name, each) for name, text in told.items() for each in re.findall(rf"{name}\([^)]*\)", text)]
    assert len(examples) >= len(told) / 2
    for name, example in examples:
        compile_mapping(
            StreamKind.PRODUCT,
            [
                MappingRow("col", "sku"),
                MappingRow("col", "name", example if name != "negate_if" else "trim"),
                MappingRow("col", "price_minor", example if name == "negate_if" else "money_minor"),
            ],
            COLUMNS,
            region="IN",
            currency="INR",
            time_zone="Asia/Kolkata",
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_is_explained(language: str) -> None:
    told = words(language, "fields")
    unused = set(told)
    for kind, fields in TARGETS.items():
        for field in fields:
            found = {field.name, f"{kind.upper()}_{field.name}"} & set(told)
            assert len(found) == 1, (kind, field.name)
            unused -= found
    assert unused == set()
