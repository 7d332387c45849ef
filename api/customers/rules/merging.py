"""What may be merged, for how long it can be undone, and what of two entries differs."""

import hashlib
from collections.abc import Mapping

import orjson

from api.core.errors import BadInput
from api.customers.types import MergeMembers

UNDO_DAYS = 30
"""For how long a merge can be undone."""
MAX_REASON = 300
MAX_KEY = 128
COMPARED = (
    ("name", ("name",)),
    ("email", ("email",)),
    ("birthday", ("birth_month", "birth_day")),
    ("city", ("city",)),
)


def check_merge(request: MergeMembers) -> None:
    """Refuses a member with themselves, an overlong reason and a missing or overlong key with BAD_INPUT."""
    if request.kept_id == request.gone_id:
        raise BadInput("These are one customer already.", path=("goneCustomerId",))
    if not 1 <= len(request.idempotency_key) <= MAX_KEY or "\0" in request.idempotency_key:
        raise BadInput(f"An idempotency key has 1 to {MAX_KEY} characters.", path=("idempotencyKey",))
    if len(request.reason) > MAX_REASON or "\0" in request.reason:
        raise BadInput(
            f"A reason has at most {MAX_REASON} characters.", path=("reason",), params={"max": MAX_REASON}
        )


def merge_hash(request: MergeMembers) -> str:
    """The content of a request, by which a repeated key is told from a reused one."""
    content = [str(request.kept_id), str(request.gone_id), request.reason]
    return hashlib.sha256(orjson.dumps(content)).hexdigest()


def differences(kept: Mapping[str, object], gone: Mapping[str, object]) -> tuple[str, ...]:
    """Which of name, email, birthday, city both have, and not the same; `phone` where both proved theirs."""
    differing = [
        name
        for name, columns in COMPARED
        if all(kept[column] and gone[column] for column in columns)
        and [kept[column] for column in columns] != [gone[column] for column in columns]
    ]
    return (*differing, *(("phone",) if kept["is_verified"] and gone["is_verified"] else ()))
