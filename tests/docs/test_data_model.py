"""docs/data-model.md names every table, and no table that is gone."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from tortoise.models import Model

from api.core.orm import model_modules

pytestmark = pytest.mark.unit

PAGE = Path(__file__).parents[2] / "docs" / "data-model.md"


def tables() -> set[str]:
    models = (
        value
        for module in model_modules()
        for value in vars(import_module(module)).values()
        if isinstance(value, type) and issubclass(value, Model)
    )
    return {model._meta.db_table for model in models if not model._meta.abstract}


def test_every_table_is_told_of() -> None:
    told = set(re.findall(r"`([a-z_]+)`", PAGE.read_text(encoding="utf-8")))
    assert tables() - told == set()


def test_no_table_is_drawn_that_does_not_exist() -> None:
    drawn = set(re.findall(r"^    (\w+) \S*--\S* (\w+) :", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert {name for pair in drawn for name in pair} - tables() == set()
