"""When two answers are the same: the same values, of the same kinds, under the same keys in one order."""

import json
import re

import orjson

from api.graphql.base.engine import Answer

_AS_OF = re.compile(r'"([A-Za-z_]*[aA]sOf)":"[^"]*"')


def written(answer: Answer) -> str:
    """The answer as it goes out, numbers as JSON understands them: 10 and 10.0 are one number."""
    text = orjson.dumps(answer.body(), default=str).decode()
    return json.dumps(json.loads(text, parse_float=_number))


def without_moments(answer: Answer) -> str:
    """The same without what tells the moment of the answer itself."""
    return _AS_OF.sub(r'"\1":"now"', written(answer).replace('": "', '":"'))


def _number(text: str) -> float | int:
    value = float(text)
    return int(value) if value.is_integer() else value
