"""The examples of /docs are operations that this schema runs."""

import re
from html import unescape

import pytest

from api.core.settings import Settings
from api.graphql.base.documents import Documents
from api.graphql.schema import schema
from api.web.docs import FOLDER

pytestmark = [pytest.mark.unit]

BLOCK = re.compile(r"<pre><code>(.*?)</code></pre>", re.DOTALL)
IN_CURL = re.compile(r'"query": "(.*?)"')
OPERATION = re.compile(r"^(query|mutation|subscription|\{ )")


def examples() -> list[str]:
    blocks = [unescape(block) for block in BLOCK.findall((FOLDER / "docs.html").read_text())]
    in_curl = [found for block in blocks for found in IN_CURL.findall(block)]
    return [each for each in [*blocks, *in_curl] if OPERATION.match(each)]


def test_there_are_examples_of_each_kind() -> None:
    assert {example.split()[0] for example in examples()} >= {"query", "mutation", "subscription", "{"}


@pytest.mark.parametrize("example", examples())
def test_an_example_is_valid_and_within_the_limits(example: str) -> None:
    documents = Documents(schema(), Settings())
    assert documents.prepare(example, None, {}).document is not None
