"""Rotating codes: what the phone signs, what a till without a net can tell, and every way to cheat."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.core.errors import Refusal
from api.wallet.rules import base45, codes, p256

pytestmark = pytest.mark.unit

NOW = datetime(2026, 3, 3, 12, 0, 15, tzinfo=UTC)
CARD = UUID("0195f0aa-0000-7000-8000-000000000001")
PROGRAM, PHONE, STRANGER = p256.new_private_key(), p256.new_private_key(), p256.new_private_key()
KEYS = {codes.key_id_of(p256.point_of(PROGRAM)): p256.point_of(PROGRAM)}
CERTIFICATE = codes.certify(PROGRAM, CARD, p256.point_of(PHONE), NOW + timedelta(days=7))
CODE = codes.make_code(PHONE, CERTIFICATE, NOW)


def refusal_of(text: str, *, at: datetime = NOW, keys: dict[bytes, bytes] = KEYS) -> str:
    """The code with which a till refuses."""
    with pytest.raises(Refusal) as refused:
        codes.read_code(text, keys, at)
    return refused.value.code


def recoded(change: bytes) -> str:
    """Other bytes as a code."""
    return codes.PREFIX + base45.encode(change)


def test_a_till_reads_the_card_with_public_keys_alone() -> None:
    """Given a code of this moment, when a till reads it, then it knows card, phone and step."""
    read = codes.read_code(CODE, KEYS, NOW)
    assert (read.membership_id, read.device_key) == (CARD, p256.point_of(PHONE))
    assert read.step == codes.step_at(NOW)
    assert read.certificate_expires_at == NOW + timedelta(days=7)


def test_the_code_stays_small() -> None:
    """Given any code, when it is made, then its 335 letters fit a QR code of version 9 in alphanumeric mode."""
    assert len(CODE) == 335
    assert set(CODE) <= set(base45.ALPHABET)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(-46, "CARD_CODE_EXPIRED"), (-45, None), (0, None), (44, None), (45, "CARD_CODE_EXPIRED")],
)
def test_one_step_of_tolerance_each_way(seconds: int, expected: str | None) -> None:
    """Given a code of the step from 12:00:00 to 12:00:30, when it is read a step off, then it is still good."""
    at = NOW + timedelta(seconds=seconds)
    if expected is None:
        assert codes.read_code(CODE, KEYS, at).membership_id == CARD
    else:
        assert refusal_of(CODE, at=at) == expected


def test_a_certificate_that_is_over() -> None:
    """Given a phone that was offline for more than its days, when its code is read, then it is over."""
    certificate = codes.certify(PROGRAM, CARD, p256.point_of(PHONE), NOW)
    assert refusal_of(codes.make_code(PHONE, certificate, NOW)) == "CARD_CODE_EXPIRED"


def test_another_program_s_card() -> None:
    """Given keys of another program, when the code is read, then it is refused."""
    point = p256.point_of(STRANGER)
    assert refusal_of(CODE, keys={codes.key_id_of(point): point}) == "CARD_CODE_INVALID"
    assert refusal_of(CODE, keys={}) == "CARD_CODE_INVALID"


def test_forged_certificates_and_signatures() -> None:
    """Given a stranger's signature on certificate or code, when it is read, then it is refused."""
    forged = codes.certify(STRANGER, CARD, p256.point_of(PHONE), NOW + timedelta(days=7))
    genuine_key_id = CERTIFICATE[:5] + forged[5:]
    assert refusal_of(codes.make_code(PHONE, genuine_key_id, NOW)) == "CARD_CODE_INVALID"
    assert refusal_of(codes.make_code(STRANGER, CERTIFICATE, NOW)) == "CARD_CODE_INVALID"


def test_every_changed_byte_is_noticed() -> None:
    """Given a good code, when any single byte is changed, then it is refused."""
    data = base45.decode(CODE.removeprefix(codes.PREFIX))
    for at in range(len(data)):
        changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
        assert refusal_of(recoded(changed)) == "CARD_CODE_INVALID"


@given(st.text(max_size=700) | st.binary(max_size=300).map(recoded))
def test_rubbish_is_refused_not_failed(text: str) -> None:
    """Given anything a camera may read, when a till reads it, then it is refused with a code."""
    assert refusal_of(text) == "CARD_CODE_INVALID"


@given(st.binary(max_size=300))
def test_base45_there_and_back(data: bytes) -> None:
    """Given any bytes, when they are encoded and decoded, then they are the same."""
    assert base45.decode(base45.encode(data)) == data


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"", "")]
)
def test_base45_examples_of_the_standard(data: bytes, text: str) -> None:
    """Given the examples of RFC 9285, when they are encoded, then they are as printed there."""
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["GGW", "::", "A", "a", "é", "ABCD"])
def test_base45_refuses_what_no_bytes_encode_to(text: str) -> None:
    """Given letters beyond 65535, a single letter or another alphabet, when decoded, then it is an error."""
    with pytest.raises(ValueError, match=r"letter|group"):
        base45.decode(text)


def test_keys_of_phones() -> None:
    """Given the key that WebCrypto exports, when it is read, then the point is x and y."""
    point = p256.point_of(PHONE)
    jwk = {
        "kty": "EC",
        "crv": "P-256",
        "x": p256.to_text(point[:32]),
        "y": p256.to_text(point[32:]),
        "ext": True,
    }
    assert p256.point_of_jwk(jwk) == point
    private = p256.private_key(p256.private_bytes(PHONE))
    assert p256.point_of(private) == point


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "RSA"},
        {"crv": "P-384"},
        {"x": None},
        {"x": "AA"},
        {"x": "!" * 43},
        {"y": p256.to_text(b"\x01" * 32)},  # not on the curve
        {"d": "secret"},
    ],
)
def test_keys_that_are_none(change: dict[str, object]) -> None:
    """Given anything but a public point on P-256, when it is read, then it is an error."""
    point = p256.point_of(PHONE)
    jwk: dict[str, object] = {"kty": "EC", "crv": "P-256", "x": p256.to_text(point[:32])}
    with pytest.raises(ValueError):
        p256.point_of_jwk(jwk | {"y": p256.to_text(point[32:])} | change)
    with pytest.raises(ValueError):
        p256.point_of_jwk("not a key")
