"""SQL that writes JSON: texts joined piece by piece, none of which may be null."""

from collections.abc import Sequence

GROUP = 80
"""PostgreSQL takes at most 100 arguments of one function."""


def literal(text: str) -> str:
    """The text as a constant."""
    quoted = text.replace("'", "''")
    return f"'{quoted}'"


def joined(pieces: Sequence[str]) -> str:
    """The pieces one after another."""
    merged = _merged(pieces)
    while len(merged) > GROUP:
        merged = [_concat(merged[at : at + GROUP]) for at in range(0, len(merged), GROUP)]
    return _concat(merged)


def _concat(pieces: Sequence[str]) -> str:
    return pieces[0] if len(pieces) == 1 else f"concat({', '.join(pieces)})"


def _merged(pieces: Sequence[str]) -> list[str]:
    """Constants beside each other become one."""
    found: list[str] = []
    for piece in pieces:
        if found and _is_constant(piece) and _is_constant(found[-1]):
            found[-1] = f"{found[-1][:-1]}{piece[1:]}"
        else:
            found.append(piece)
    return found


def _is_constant(piece: str) -> bool:
    return (
        len(piece) > 1 and piece[0] == "'" and piece[-1] == "'" and "'" not in piece[1:-1].replace("''", "")
    )


def obj(pairs: Sequence[tuple[str, str]]) -> str:
    """An object of names and SQL for their values."""
    if not pairs:
        return literal("{}")
    pieces = [_named(f'{"," if place else "{"}"{name}":', value) for place, (name, value) in enumerate(pairs)]
    return joined([*pieces, literal("}")])


def _named(name: str, value: str) -> str:
    """A name before its value, as one piece: half as many arguments, each of which costs a copy."""
    return _merged([literal(name), value])[0] if _is_constant(value) else f"{literal(name)} || {value}"


def array_of(item: str, order: str, condition: str = "") -> str:
    """An array of the rows that are grouped."""
    kept = f" FILTER (WHERE {condition})" if condition else ""
    by = f" ORDER BY {order}" if order else ""
    return joined([literal("["), f"coalesce(string_agg({item}, ','{by}){kept}, '')", literal("]")])


def or_null(value: str) -> str:
    """The value, or null."""
    return f"coalesce({value}, 'null')"


def or_absent(value: str, what: str) -> str:
    """The value; a null where the contract promises one raises, and the executor answers instead."""
    return f"coalesce({value}, read.absent({literal(what)}))"
