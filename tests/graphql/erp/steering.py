"""Verbs that name only their stream or connection."""

from typing import Any

from tests.graphql.asking import ask


async def steer(verb: str, given: dict[str, str], wanted: str, *, token: str) -> Any:
    """The payload of a verb that names only its stream or connection."""
    kind = "ErpStreamInput" if "streamId" in given else "ErpConnectionInput"
    query = f"mutation($i: {kind}!) {{ {verb}(input: $i) {{ {wanted} errors {{ code path }} }} }}"
    return (await ask(query, {"i": given}, token=token))[verb]
