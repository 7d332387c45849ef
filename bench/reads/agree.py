"""Whether all servers answer the same values to the same caller: names and spellings aside, nothing may differ."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bench.reads.documents import Operation
from bench.reads.load import ask
from bench.reads.servers import Callers, Server

LOOK = ("name", "stockColor", "foilColor", "motif", "initials", "logoUrl")
AT_THIS_MOMENT = frozenset({"asOf", "__typename"})
KEYS = frozenset({"id"})
MOMENTS = frozenset({"occurredAt", "recordedAt", "expiresAt", "joinedAt", "lastVisitAt", "at"})
WHOLE = frozenset({"points", "balanceAfter", "balance", "pending", "version", "minorUnits", "visits"})

Statements = Mapping[str, Mapping[str, str]]
"""By the name of a statement and the caller: the JSON that it answers."""


def check(servers: Sequence[Server], operation: Operation, callers: Callers, statements: Statements) -> int:
    """How many values the servers and statements agree on for these callers. Raises SystemExit where they do not."""
    values = 0
    for caller in callers:
        answers = {server.name: _canonical(server, operation, caller) for server in servers}
        for name, found in statements.items():
            answers[name] = _plain(_of_ours(json.loads(found[caller[0]]), operation))
        first_name, first = next(iter(answers.items()))
        for name, answer in answers.items():
            if answer != first:
                where = "\n".join(_differences(first, answer)[:10])
                raise SystemExit(
                    f"{operation.name}: {name} answers {caller[0]} otherwise than {first_name}:\n{where}"
                )
        values += _count(first)
    return values


def _canonical(server: Server, operation: Operation, caller: tuple[str, str]) -> Any:
    body = ask(server.port, server.messages(operation, [caller])[0])
    data = json.loads(body)["data"]
    if server.kind == "postgraphile":
        return _plain(_of_postgraphile(data, operation))
    if server.kind == "ours":
        return _plain(_of_ours(data, operation))
    return _plain(data["person" if operation.name == "wallet" else "customers"])


def _of_ours(data: dict[str, Any], operation: Operation) -> Any:
    return data["viewer"]["person"] if operation.name == "wallet" else data["customers"]


def _plain(value: Any, name: str = "") -> Any:
    """Ids as keys, moments as moments, whole numbers as numbers, cursors as whether there is one."""
    if isinstance(value, dict):
        return {key: _plain(each, key) for key, each in value.items() if key not in AT_THIS_MOMENT}
    if isinstance(value, list):
        return [_plain(each, name) for each in value]
    if value is None:
        return None
    if name == "endCursor":
        return True
    if name in KEYS:
        return _key(value)
    if name in MOMENTS:
        return datetime.fromisoformat(value).astimezone(UTC)
    return int(value) if name in WHOLE else value


def _key(text: str) -> str:
    if text[-36:].count("-") == 4:
        return text[-36:]
    return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")[2]


def _differences(ours: Any, theirs: Any, path: str = "data") -> list[str]:
    if isinstance(ours, dict) and isinstance(theirs, dict):
        keys = [*ours, *(key for key in theirs if key not in ours)]
        return [
            line for key in keys for line in _differences(ours.get(key), theirs.get(key), f"{path}.{key}")
        ]
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        return [line for nr, (one, other) in pairs for line in _differences(one, other, f"{path}[{nr}]")]
    return [] if ours == theirs else [f"  {path}: {ours!r} and {theirs!r}"]


def _count(value: Any) -> int:
    if isinstance(value, dict | list):
        return sum(_count(each) for each in (value.values() if isinstance(value, dict) else value))
    return 1


# ---- PostGraphile's flat names ----


def _of_postgraphile(data: dict[str, Any], operation: Operation) -> dict[str, Any]:
    if operation.name == "staff":
        page: dict[str, Any] = data["businessByRowId"]["customers"]
        return {
            "edges": [{"node": _with_money(edge["node"], "spent")} for edge in page["edges"]],
            "pageInfo": page["pageInfo"],
        }
    person = dict(data["personByRowId"])
    day, month, year = (person.pop(f"birth{part}") for part in ("Day", "Month", "Year"))
    birthday = None if day is None or month is None else {"day": day, "month": month, "year": year}
    return {**person, "birthday": birthday, "cards": [_card(each) for each in person["cards"]]}


def _card(row: dict[str, Any]) -> dict[str, Any]:
    card = _with_money(row, "worth")
    program, business = dict(card["program"]), card.pop("business")
    taking_part = program.pop("participants")
    card["program"] = program
    card["brand"] = _look(business)
    card["businesses"] = [{"id": each["businessId"], "brand": _look(each)} for each in taking_part]
    if card["lastTransaction"] is not None:
        card["lastTransaction"] = _transaction(card["lastTransaction"])
    return card


def _transaction(row: dict[str, Any]) -> dict[str, Any]:
    business, purchase = row["business"], row["purchase"]
    return {
        **row,
        "business": business and {"id": business["id"], "brand": _look(business)},
        "purchase": purchase and _with_money(purchase, "amount"),
    }


def _with_money(row: dict[str, Any], name: str) -> dict[str, Any]:
    kept = dict(row)
    money = {"minorUnits": kept.pop(f"{name}Minor"), "currency": kept.pop("currency")}
    return {**kept, name: money}


def _look(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in LOOK}
