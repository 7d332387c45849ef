"""What a request says, as a hash: the same key with another hash is refused."""

import hashlib

import orjson

from api.stamps.types import IssueStamps, UndoStamps


def issue_hash(request: IssueStamps) -> str:
    """SHA-256 of what is given, to whom, where and why."""
    ids = [str(request.membership_id), str(request.design_id), str(request.store_id)]
    return _hash(["issue", *ids, request.count, request.reason])


def undo_hash(request: UndoStamps) -> str:
    """SHA-256 of what is taken back, and why."""
    return _hash(["undo", str(request.stamp_id), request.reason])


def _hash(content: list[object]) -> str:
    return hashlib.sha256(orjson.dumps(content)).hexdigest()
