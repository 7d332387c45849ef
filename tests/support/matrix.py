"""Prints the permission matrix after the tests, also when they ran in several processes."""

from typing import Any

import pytest

PROPERTY = "matrix"
WIDTH = 22
SHORT = {"unauthenticated": "sign in", "forbidden": "no", "null": "nothing"}


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line per root field: what each role got when it reached for another tenant."""
    rows = sorted(_rows(terminalreporter), key=lambda row: row[0])
    if not rows:
        return
    roles = list(rows[0][1])
    terminalreporter.section("who gets what of another tenant")
    terminalreporter.write_line(f"{'':34}" + "".join(f"{role:{WIDTH}}" for role in roles))
    for field, words in rows:
        terminalreporter.write_line(
            f"{field:34}" + "".join(f"{_cell(words[role]):{WIDTH}}" for role in roles)
        )


def _rows(terminalreporter: Any) -> list[tuple[str, dict[str, list[str]]]]:
    reports: list[pytest.TestReport] = [
        report for outcome in ("passed", "failed") for report in terminalreporter.stats.get(outcome, [])
    ]
    kept: list[tuple[str, Any]] = [each for report in reports for each in report.user_properties]
    return [value for name, value in kept if name == PROPERTY]


def _cell(words: list[str]) -> str:
    text = ", ".join(SHORT.get(word, word.replace("_", " ")) for word in words)
    return text if len(text) < WIDTH else text[: WIDTH - 2] + "…"
