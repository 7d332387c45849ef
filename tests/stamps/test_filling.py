"""How cards fill and empty: pure arithmetic."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api.core.ids import new_id
from api.stamps.rules.filling import Card, Filling, Step, moved, put, take
from api.stamps.rules.milestones import Milestone, reached
from api.stamps.types import CardState

pytestmark = pytest.mark.unit

NOW = datetime(2026, 5, 31, 9, tzinfo=UTC)
WEEK = timedelta(days=7)


def filling(needed: int = 10, life: timedelta | None = None, now: datetime = NOW) -> Filling:
    return Filling(needed, life, now, new_id)


def card(stamps: int, state: CardState = CardState.OPEN, number: int = 1, **more: object) -> Card:
    found = Card(UUID(int=number), number, stamps, 10, state)
    return replace(found, **more)  # type: ignore[arg-type] # named by the tests


def shown(steps: list[Step]) -> list[tuple[int, int, str, int]]:
    """(round, stamps, state, count) of each step."""
    return [(step.after.round, step.after.stamps, step.after.state, step.count) for step in steps]


def test_the_first_stamp_begins_a_card() -> None:
    assert shown(put([], 0, 1, filling())) == [(1, 1, "open", 1)]


def test_a_full_card_begins_the_next() -> None:
    steps = put([card(9)], 1, 1, filling())
    assert shown(steps) == [(1, 10, "full", 1), (2, 0, "open", 0)]
    assert (steps[0].after.ended_at, steps[1].after.expires_at) == (NOW, None)


def test_what_is_over_goes_onto_the_next_and_several_fill_at_once() -> None:
    assert shown(put([card(8)], 1, 15, filling())) == [
        (1, 10, "full", 2),
        (2, 10, "full", 10),
        (3, 3, "open", 3),
    ]


def test_a_card_lives_from_its_first_stamp_on() -> None:
    begun = put([card(0)], 1, 1, filling(life=WEEK))[0].after
    assert begun.expires_at == NOW + WEEK
    assert (
        put([begun], 1, 1, filling(life=WEEK, now=NOW + timedelta(days=1)))[0].after.expires_at == NOW + WEEK
    )


def test_a_card_whose_time_is_over_is_left_and_the_next_begun() -> None:
    old = card(4, expires_at=NOW)
    assert shown(put([old], 1, 2, filling(life=WEEK))) == [(1, 4, "expired", 0), (2, 2, "open", 2)]


def test_an_empty_card_takes_on_what_the_design_says_now_and_others_keep_theirs() -> None:
    assert put([card(0)], 1, 1, filling(needed=5))[0].after.needed == 5
    assert put([card(1)], 1, 1, filling(needed=5))[0].after.needed == 10


def test_stamps_are_taken_from_the_open_card() -> None:
    assert shown(take([card(3)], 2, NOW)) == [(1, 1, "open", -2)]


def test_a_full_card_is_opened_again_and_the_newer_one_waits() -> None:
    full = card(10, CardState.FULL, voucher_id=UUID(int=9), ended_at=NOW)
    steps = take([card(1, number=2), full], 2, NOW)
    assert shown(steps) == [(2, 0, "waiting", -1), (1, 9, "open", -1)]
    assert (steps[1].after.voucher_id, steps[1].after.ended_at, steps[1].is_reopened) == (None, None, True)


def test_a_card_that_waits_is_filled_after_the_one_before_it() -> None:
    waiting = card(0, CardState.WAITING, number=2)
    assert shown(put([card(9), waiting], 2, 3, filling())) == [(1, 10, "full", 1), (2, 2, "open", 2)]


def test_a_full_card_that_is_opened_again_after_its_day_expires_with_what_it_has() -> None:
    (step,) = take([card(10, CardState.FULL, expires_at=NOW)], 1, NOW + WEEK)
    assert (step.after.state, step.after.stamps, step.after.expires_at) == (CardState.OPEN, 9, NOW)
    steps = put([step.after], 1, 1, filling(now=NOW + WEEK))
    assert shown(steps) == [(1, 9, "expired", 0), (2, 1, "open", 1)]


def test_no_more_is_taken_than_there_is() -> None:
    steps = take([card(2)], 5, NOW)
    assert shown(steps) == [(1, 0, "open", -2)]
    assert moved(steps) == -2


def test_nothing_is_taken_from_a_card_whose_time_is_over() -> None:
    steps = take([card(2, number=2, expires_at=NOW), card(10, CardState.FULL)], 1, NOW)
    assert shown(steps) == [(2, 2, "expired", 0), (1, 9, "open", -1)]


@pytest.mark.parametrize(
    ("needed", "before", "after", "found"),
    [
        (10, 4, 5, Milestone.HALF),
        (10, 5, 6, None),
        (10, 7, 8, Milestone.NEARLY_FULL),
        (10, 4, 9, Milestone.NEARLY_FULL),
        (10, 9, 10, Milestone.FULL),
        (10, 0, 10, Milestone.FULL),
        (5, 2, 3, Milestone.HALF),
        (5, 3, 4, Milestone.NEARLY_FULL),
        (2, 0, 1, Milestone.HALF),
        (3, 1, 2, Milestone.HALF),
        (10, 6, 5, None),
    ],
)
def test_milestones(needed: int, before: int, after: int, found: Milestone | None) -> None:
    state = CardState.FULL if after == needed else CardState.OPEN
    known = card(before, needed=needed)
    assert reached(Step(known, replace(known, stamps=after, state=state), after - before)) is found
