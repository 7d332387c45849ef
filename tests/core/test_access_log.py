"""Lines about requests: written a moment later, together, in the manner of the rest of the log."""

import asyncio

import orjson
import pytest

from api.core.telemetry import AccessLog


async def test_requests_of_a_moment_are_written_together(capsys: pytest.CaptureFixture[str]) -> None:
    log = AccessLog(delay_seconds=0.0)
    log.configure(is_on=True, as_json=False)

    log.note("r1", "/graphql", "POST", 200, 0.00234)
    log.note("r2", "/docs", "GET", 404, 0.1)
    before = capsys.readouterr().out
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert before == ""
    first, second = capsys.readouterr().out.splitlines()
    assert first.endswith(
        "request                        door=/graphql method=POST ms=2.3 request_id=r1 status=200"
    )
    assert second.endswith("door=/docs method=GET ms=100.0 request_id=r2 status=404")


async def test_collectors_get_json(capsys: pytest.CaptureFixture[str]) -> None:
    log = AccessLog()
    log.configure(is_on=True, as_json=True)

    log.note("r1", "/graphql", "POST", 200, 0.00234)
    log.flush()

    line = orjson.loads(capsys.readouterr().out)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "door": "/graphql",
        "method": "POST",
        "status": 200,
        "ms": 2.3,
        "request_id": "r1",
    }


async def test_a_quiet_log_has_no_lines(capsys: pytest.CaptureFixture[str]) -> None:
    log = AccessLog()
    log.configure(is_on=False, as_json=False)

    log.note("r1", "/graphql", "POST", 200, 0.1)
    log.flush()

    assert capsys.readouterr().out == ""
