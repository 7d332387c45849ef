"""The TDS protocol's packets and tokens, as [MS-TDS] has them; as much as clients need to log in and to read."""

import asyncio
import struct

COLLATION = bytes.fromhex("0904d00034")
TDS_7_4 = b"\x74\x00\x00\x04"
HEADER_BYTES = 8

SQL_BATCH, RPC, ATTENTION, LOGIN7, TRANSACTION, PRELOGIN = 0x01, 0x03, 0x06, 0x10, 0x0E, 0x12
ANSWER = 0x04
DONE, DONE_IN_PROC, DONE_PROC = 0xFD, 0xFF, 0xFE
MORE, FAILED, COUNTED, ATTENDED = 0x01, 0x02, 0x10, 0x20


async def receive(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The next message: its kind and its body, from as many packets as it takes."""
    body = b""
    while True:
        header = await reader.readexactly(HEADER_BYTES)
        kind, status, length = struct.unpack(">BBH", header[:4])
        body += await reader.readexactly(length - HEADER_BYTES)
        if status & 0x01:
            return kind, body


def packets(body: bytes, size: int) -> bytes:
    """An answer cut into packets."""
    room, cut = size - HEADER_BYTES, []
    for number, start in enumerate(range(0, max(len(body), 1), room), start=1):
        part = body[start : start + room]
        is_last = start + room >= len(body)
        cut.append(
            struct.pack(">BBHHBB", ANSWER, int(is_last), len(part) + HEADER_BYTES, 51, number & 0xFF, 0)
        )
        cut.append(part)
    return b"".join(cut)


def short_text(text: str) -> bytes:
    """B_VARCHAR: up to 255 characters."""
    units = text.encode("utf-16-le")[:510]
    return bytes([len(units) // 2]) + units


def long_text(text: str) -> bytes:
    """US_VARCHAR: up to 65,535 characters."""
    units = text.encode("utf-16-le")
    return struct.pack("<H", len(units) // 2) + units


def done(status: int = 0, rows: int | None = None, token: int = DONE) -> bytes:
    """The end of one statement's answer."""
    counted = 0 if rows is None else COUNTED
    return struct.pack("<BHHQ", token, status | counted, 0xC1, rows or 0)


def changed(kind: int, new: bytes, old: bytes = b"\x00") -> bytes:
    """ENVCHANGE: what is different from now on."""
    body = bytes([kind]) + new + old
    return b"\xe3" + struct.pack("<H", len(body)) + body


def error(number: int, text: str, severity: int = 16) -> bytes:
    """ERROR: a number, as SQL Server has them, and a sentence."""
    body = struct.pack("<iBB", number, 1, severity) + long_text(text)
    body += short_text("tds") + short_text("") + struct.pack("<i", 1)
    return b"\xaa" + struct.pack("<H", len(body)) + body


def prelogin_answer() -> bytes:
    """PRELOGIN: version 16, no encryption, no MARS."""
    options = ((0, b"\x10\x00\x10\x00\x00\x00"), (1, b"\x02"), (2, b"\x00"), (3, b""), (4, b"\x00"))
    head, data, start = b"", b"", 5 * len(options) + 1
    for kind, value in options:
        head += struct.pack(">BHH", kind, start + len(data), len(value))
        data += value
    return head + b"\xff" + data


def login_answer(database: str, packet_size: int) -> bytes:
    """LOGINACK with what the client must know."""
    product = b"\x01" + TDS_7_4 + short_text("Microsoft SQL Server") + b"\x10\x00\x03\xe8"
    size = short_text(str(packet_size))
    return b"".join(
        (
            changed(1, short_text(database), short_text("master")),
            changed(7, b"\x05" + COLLATION),
            b"\xad" + struct.pack("<H", len(product)) + product,
            changed(4, size, size),
            done(),
        )
    )


def login_of(body: bytes) -> dict[str, str]:
    """User, password and database of a LOGIN7 message."""

    def field(place: int) -> bytes:
        start, length = struct.unpack_from("<HH", body, 36 + 4 * place)
        return body[start : start + 2 * length]

    hidden = field(2)
    plain = bytes((((byte ^ 0xA5) << 4) & 0xF0) | ((byte ^ 0xA5) >> 4) for byte in hidden)
    return {
        "user": field(1).decode("utf-16-le"),
        "password": plain.decode("utf-16-le", "replace"),
        "database": field(8).decode("utf-16-le"),
    }


def without_headers(body: bytes) -> bytes:
    """A request after its ALL_HEADERS."""
    (length,) = struct.unpack_from("<I", body)
    return body[length:]
