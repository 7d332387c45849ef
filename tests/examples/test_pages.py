"""Every worked example is true to the last point."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from api import ledger, rewards, stamps
from tests.engine.clock import Clock, following
from tests.examples.figures import ZONE, look
from tests.examples.page import Page, Step, read
from tests.examples.shop import Example, open_shop
from tests.examples.steps import do

pytestmark = pytest.mark.integration

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
PAGES = sorted(path for path in FOLDER.glob("*.md") if "## The rules" in path.read_text(encoding="utf-8"))


async def tell(page: Page, clock: Clock) -> list[str]:
    """Does all that the page says; each figure that is not as it is written."""
    clock.moment = _noon(page.steps[0]) - timedelta(days=1)
    example = Example(page, clock)
    await open_shop(example)
    wrong = []
    for step in page.steps:
        await clock.set(example.first.program_id, _noon(step) + timedelta(minutes=step.number))
        await do(example, step)
        for figures in page.figures:
            if figures.after == step.number:
                for name, written in figures.values.items():
                    found = await look(example, name, figures.who) if written else ""
                    if found != written:
                        wrong.append(
                            f"after step {step.number}, {figures.who}, {name}: found {found}, written {written}"
                        )
    program = example.first.program_id
    broken = [*await ledger.verify(program), *await rewards.verify(program), *await stamps.verify(program)]
    return [*wrong, *map(str, broken)]


def _noon(step: Step) -> datetime:
    return datetime.combine(step.day, time(12), ZONE).astimezone(UTC)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
async def test_a_worked_example_is_true(db: None, path: Path) -> None:
    async with following() as clock:
        assert await tell(read(path), clock) == []


async def test_a_wrong_figure_is_noticed(db: None) -> None:
    page = read(FOLDER / "buy-earn-spend-return.md")
    page.figures[0].values["points"] = "1"
    async with following() as clock:
        found = await tell(page, clock)
    assert len(found) == 1
    assert "written 1" in found[0]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_every_figure_belongs_to_a_step(path: Path) -> None:
    page = read(path)
    assert {figures.after for figures in page.figures} <= {step.number for step in page.steps}
