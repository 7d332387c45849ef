"""ECDSA on P-256 with SHA-256 in WebCrypto's shapes: points as x and y, signatures as r and s, 64 bytes each."""

import base64
import binascii
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

HALF = 32
SIZE = 2 * HALF
ALGORITHM = ec.ECDSA(SHA256())


def new_private_key() -> ec.EllipticCurvePrivateKey:
    """A fresh key."""
    return ec.generate_private_key(ec.SECP256R1())


def private_bytes(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The secret number, 32 bytes."""
    return key.private_numbers().private_value.to_bytes(HALF)


def private_key(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """The inverse of `private_bytes`."""
    return ec.derive_private_key(int.from_bytes(secret), ec.SECP256R1())


def point_of(key: ec.EllipticCurvePrivateKey) -> bytes:
    """The public point, x and y."""
    numbers = key.public_key().public_numbers()
    return numbers.x.to_bytes(HALF) + numbers.y.to_bytes(HALF)


def sign(key: ec.EllipticCurvePrivateKey, message: bytes) -> bytes:
    """r and s."""
    r, s = decode_dss_signature(key.sign(message, ALGORITHM))
    return r.to_bytes(HALF) + s.to_bytes(HALF)


def verify(point: bytes, signature: bytes, message: bytes) -> bool:
    """True where the holder of the point's key signed the message. False also for what is no point or signature."""
    r, s = int.from_bytes(signature[:HALF]), int.from_bytes(signature[HALF:])
    try:
        _public_key(point).verify(encode_dss_signature(r, s), message, ALGORITHM)
    except (InvalidSignature, ValueError):
        return False
    return True


def point_of_jwk(jwk: object) -> bytes:
    """The point of a public key as JSON Web Key (RFC 7517). Raises ValueError for anything but a point on P-256."""
    if not isinstance(jwk, Mapping) or jwk.get("kty") != "EC" or jwk.get("crv") != "P-256" or "d" in jwk:
        raise ValueError("not a public P-256 key")
    point = _coordinate(jwk.get("x")) + _coordinate(jwk.get("y"))
    _public_key(point)
    return point


def to_text(data: bytes) -> str:
    """URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The inverse of `to_text`. Raises ValueError."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error


def _coordinate(value: object) -> bytes:
    data = from_text(value) if isinstance(value, str) else b""
    if len(data) != HALF:
        raise ValueError("a coordinate of another size")
    return data


def _public_key(point: bytes) -> ec.EllipticCurvePublicKey:
    if len(point) != SIZE:
        raise ValueError("a point of another size")
    x, y = int.from_bytes(point[:HALF]), int.from_bytes(point[HALF:])
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
