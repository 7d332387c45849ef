"""The committed examples of card codes, which the app's own tests read too: both sides agree on every byte."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.core.errors import Refusal
from api.wallet.rules import base45, codes, p256

pytestmark = pytest.mark.unit

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "contract" / "card_code_vectors.json").read_text(encoding="utf-8")
)
KEYS = {bytes.fromhex(VECTORS["program"]["keyId"]): p256.from_text(VECTORS["program"]["publicKey"])}


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_cases(case: dict[str, Any]) -> None:
    """Given a committed code, when it is read at its moment, then the verdict is the committed one."""
    at = datetime.fromisoformat(case["at"])
    try:
        verdict = (
            "OK"
            if str(codes.read_code(case["code"], KEYS, at).membership_id) == VECTORS["membership"]
            else ""
        )
    except Refusal as refusal:
        verdict = refusal.code
    assert verdict == case["expected"]
    assert codes.step_at(at) == case["step"]


def test_a_code_made_from_the_vectors() -> None:
    """Given the committed phone key and certificate, when a code is made, then a till reads it."""
    secret = p256.from_text(VECTORS["phone"]["privateKey"]["d"])
    moment = datetime(2026, 3, 4, tzinfo=UTC)
    made = codes.make_code(p256.private_key(secret), p256.from_text(VECTORS["certificate"]), moment)
    assert str(codes.read_code(made, KEYS, moment).membership_id) == VECTORS["membership"]


def test_base45_and_key_id() -> None:
    """Given the committed texts, when they are decoded, then they are the committed bytes."""
    for data, text in VECTORS["base45"]:
        assert base45.decode(text) == base64.b64decode(data)
    point = p256.from_text(VECTORS["program"]["publicKey"])
    assert codes.key_id_of(point).hex() == VECTORS["program"]["keyId"]
    assert (VECTORS["stepSeconds"], VECTORS["toleranceSteps"]) == (codes.STEP_SECONDS, codes.TOLERANCE_STEPS)
