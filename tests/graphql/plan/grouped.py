"""Every plan's statement as it runs when many ask at once, without waiting for them to do so."""

from collections import OrderedDict

from typing_extensions import override

from api.core.reads import ReadNotAllowed, reads
from api.graphql.base.engine import Engine
from api.graphql.base.plan.together import Statement, Together, Values

NEIGHBOURS = 3
STATEMENTS = 64


class Grouped(Together):
    """Answers each request in one statement with those that asked by the same plan before it."""

    def __init__(self) -> None:
        super().__init__()
        self._before: OrderedDict[str, list[Values]] = OrderedDict()

    @override
    async def value(self, statement: Statement, values: Values) -> bytes | None:
        """The value for these, which stand between those of others."""
        if not statement.kinds:
            return await super().value(statement, values)
        before = self._before.setdefault(statement.value, [])
        if len(self._before) > STATEMENTS:
            self._before.popitem(last=False)
        asked = [*before, values, *before[:1]]
        try:
            rows = await reads.fetch(statement.many, *(list(column) for column in zip(*asked, strict=True)))
        except ReadNotAllowed:  # perhaps a neighbour's values
            return await super().value(statement, values)
        assert len(rows) == len(asked)
        found: bytes | None = rows[len(before)][0]
        before[:] = [*before, values][-NEIGHBOURS:]
        return found


def group(engine: Engine) -> Engine:
    """The engine, from now on answering everything in groups."""
    planner = engine._planner
    assert planner is not None
    planner._together = Grouped()
    return engine
