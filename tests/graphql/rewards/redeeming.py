"""How a redemption is asked for."""

from typing import Any
from uuid import uuid4

from api.core.ids import to_global_id


def opaque(kind: str, key: Any) -> str:
    """The id as clients see it."""
    return to_global_id(kind, key)


def a_redemption(reward: Any, **whom: Any) -> dict[str, Any]:
    """An input with a key of its own."""
    return {"idempotencyKey": uuid4().hex, "rewardId": opaque("Reward", reward.id), **whom}
