"""The very statement that our read plan runs, as a script of pgbench."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api import identity
from api.core import clock
from api.core.settings import get_settings
from api.graphql.base.documents import Documents
from api.graphql.base.inner import core_schema
from api.graphql.base.plan.bindings import Moment
from api.graphql.base.plan.declare import Coerced
from api.graphql.base.plan.plan import Plan
from api.graphql.base.plan.run import Planner
from api.graphql.base.viewer import viewer_of
from api.graphql.schema import schema
from bench.harness import say
from bench.reads.by_hand import Script
from bench.reads.documents import Operation
from bench.reads.servers import Callers

BOUND = re.compile(r"\$(\d+)::(\w+)(\[\])?")
# pgbench takes a colon with a letter behind it for a variable of its own, also inside of a text
STRAY = re.compile(r"(?<!:):[A-Za-z_]")
AS_BYTES = re.compile(r"SELECT convert_to\((.*), 'UTF8'\)", re.DOTALL)
ANYBODY = ":n::int"
SAME_FOR_ALL = ":n::int * 0 + 1"  # no constant either: our statement is planned without knowing its values


async def planned_script(operation: Operation, callers: Callers) -> Script | None:
    """The plan of this operation, its values looked up by the caller's number; None where there is no plan yet."""
    plan, coerced = await _plan(operation)
    if isinstance(plan, str):
        say(f"{operation.name}: our server has no plan: {plan}")
        return None
    now = clock.now()
    rows = [await _values(plan, coerced, token, now) for _, token in callers]
    columns = list(zip(*rows, strict=True))
    text = AS_BYTES.sub(r"SELECT \1", plan.statement.one)

    def looked_up(match: re.Match[str]) -> str:
        values = columns[int(match[1]) - 1]
        alike = len(set(map(str, values))) == 1
        if match[3]:
            raise ValueError("a list is bound, which pgbench cannot look up")
        array = ", ".join(map(_literal, values[:1] if alike else values))
        return f"(ARRAY[{array}]::{match[2]}[])[{SAME_FOR_ALL if alike else ANYBODY}]"

    if STRAY.search(text):
        raise ValueError("pgbench would take a part of the statement for its variable")
    told = f"\\set n random(1, {len(callers)})\n{BOUND.sub(looked_up, text)};\n"
    return Script(told, "n", {who: nr for nr, (who, _) in enumerate(callers, start=1)})


async def _plan(operation: Operation) -> tuple[Plan | str, Coerced]:
    """As the engine does it: a document met twice is kept, and compiled for the shape of its variables."""
    served = schema()
    planner = Planner(core_schema(served))
    documents = Documents(served, get_settings(), plans_of=planner.plans_of)
    documents.prepare(operation.ours, None, operation.variables)
    prepared = documents.prepare(operation.ours, None, operation.variables)
    coerced = planner._coerced(prepared, operation.variables)
    if coerced is None or prepared.plans is None:
        return "the document is not kept", {}
    return await planner._plan(prepared.plans, prepared, coerced), coerced


async def _values(plan: Plan, coerced: Coerced, token: str, now: datetime) -> Sequence[object]:
    viewer = viewer_of(await identity.authenticate(token))
    if not plan.admits(viewer):
        raise ValueError("the caller may not read this")
    moment = Moment(viewer, now, plan.arguments(coerced))
    return [bind(moment) for bind in plan.binders]


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, str | UUID | datetime):
        quoted = str(value).replace("'", "''")
        return f"'{quoted}'"
    return str(value)
