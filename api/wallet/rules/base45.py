"""Base45 (RFC 9285): bytes in the alphabet that QR codes carry most densely."""

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
BASE = 45
POWERS = (1, BASE, BASE * BASE)
BYTE = 256


def encode(data: bytes) -> str:
    """Two bytes as three letters, a last single byte as two; the least significant letter first."""
    letters: list[int] = []
    for at in range(0, len(data) - 1, 2):
        rest, low = divmod(data[at] * BYTE + data[at + 1], BASE)
        high, middle = divmod(rest, BASE)
        letters += (low, middle, high)
    if len(data) % 2:
        high, low = divmod(data[-1], BASE)
        letters += (low, high)
    return "".join(ALPHABET[letter] for letter in letters)


def decode(text: str) -> bytes:
    """The inverse of `encode`. Raises ValueError for anything else."""
    try:
        values = [VALUES[letter] for letter in text]
    except KeyError as error:
        raise ValueError("a letter outside Base45") from error
    data = bytearray()
    for at in range(0, len(values), 3):
        data += _group(values[at : at + 3])
    return bytes(data)


def _group(values: list[int]) -> bytes:
    number = sum(value * POWERS[at] for at, value in enumerate(values))
    size = len(values) - 1
    if size < 1 or number >= BYTE**size:
        raise ValueError("a group that no bytes encode to")
    return number.to_bytes(size)
