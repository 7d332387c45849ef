"""When two answers are the same: the same values, of the same kinds, under the same keys in one order."""

import json
import re
from collections.abc import Sequence

import orjson

from api.graphql.base.engine import Answer

_AS_OF = re.compile(r'"([A-Za-z_]*[aA]sOf)":"[^"]*"')
EXACT = 2**53
"""Whole numbers beyond this are what a double makes of them, as for every client in JavaScript."""


def written(answer: Answer) -> str:
    """The answer as it goes out, in one spelling."""
    return spelled(orjson.dumps(answer.body()))


def spelled(text: str | bytes) -> str:
    """The JSON in one spelling, numbers as JSON understands them: 10 and 10.0 are one. Refuses what is no JSON."""
    return json.dumps(
        json.loads(
            text,
            parse_float=_number,
            parse_int=lambda text: number if abs(number := int(text)) <= EXACT else _number(text),
            parse_constant=_refused,
            object_pairs_hook=_without_twins,
        ),
        ensure_ascii=False,
    )


def without_moments(answer: Answer) -> str:
    """The same without what tells the moment of the answer itself."""
    return _AS_OF.sub(r'"\1":"now"', written(answer).replace('": "', '":"'))


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value


def _refused(text: str) -> None:
    raise ValueError(f"{text} is not JSON")


def _without_twins(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(f"a key stands twice among {[name for name, _ in pairs]}")
    return found
