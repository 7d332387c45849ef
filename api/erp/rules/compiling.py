"""One mapping row as one function: its operations, the field's own type, and what follows where either fails."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.core.errors import BadInput
from api.erp.rules.finishing import finisher
from api.erp.rules.grammar import Call, parse
from api.erp.rules.operations import (
    OPERATIONS,
    REQUIRED,
    BadArgument,
    Failed,
    Gives,
    Operation,
    Row,
    RowStep,
    Step,
    Terms,
    lifted,
)
from api.erp.types import MappingRow, OnError, TargetField

ROWLESS = frozenset({"const", "concat", "coalesce"})
"""Operations that a mapping without a source field can begin with."""
_WORDS = frozenset({"text", "phone", "choice"})
_UNIQUE = frozenset({"key", "number", "line_key", "claim_pin", "reference_key", "reference_number"})
_TIDYING = frozenset({"trim", "collapse_space", "strip_crlf"})
"""Operations that every text field does at its end anyway."""


@dataclass(frozen=True, slots=True)
class Field:
    """A row of a mapping ready to run. Exactly one of `step` and `row_step` is there; `place` is its source column."""

    name: str
    place: int
    step: Step | None
    row_step: RowStep | None
    repeats: bool = False
    """The same text is likely to come again, and slow enough to work out that remembering pays."""


@dataclass(frozen=True, slots=True)
class _Settle:
    if_empty: object
    if_failed: object
    stays_failed: bool


def compile_row(row: MappingRow, target: TargetField, terms: Terms, path: tuple[str, ...]) -> Field:
    """The row as a function. Refuses with BAD_INPUT an operation or default that can never work."""
    calls = parse(row.transformation, path=(*path, "transformation"))
    try:
        steps = [_bound(call, terms) for call in calls]
        gives = _given(calls)
        finish = finisher(target, gives, terms)
    except BadArgument as error:
        raise BadInput(f"{error}.", path=(*path, "transformation")) from error
    if target.kind == "text":
        while calls and calls[-1].name in _TIDYING:
            calls, steps = calls[:-1], steps[:-1]
    settle = _settler(row, target, _default(row, finisher(target, Gives.ANY, terms), path))
    place = terms.columns.get(row.source_field, 0)
    if not any(_operation(call).bind_row for call in calls):
        plain = [step for step, _ in steps if step is not None]
        return Field(target.name, place, _then(_chain([*plain, finish]), settle), None, _repeats(target))
    run = _row_chain([_beside_row(*step) for step in steps], finish, settle)
    return Field(target.name, place, None, run if row.source_field else _from_nothing(run))


def _from_nothing(run: RowStep) -> RowStep:
    """For rows without a source field: the operations alone say where their value comes from."""
    return lambda _value, row: run(None, row)


def _operation(call: Call) -> Operation:
    operation = OPERATIONS.get(call.name)
    if operation is None:
        raise BadArgument(
            f"there is no operation {call.name[:40]}; there are {', '.join(sorted(OPERATIONS))}"
        )
    return operation


def _bound(call: Call, terms: Terms) -> tuple[Step | None, RowStep | None]:
    operation = _operation(call)
    if not operation.least <= len(call.arguments) <= operation.most:
        raise BadArgument(f"{call.name} is written as {operation.usage}")
    try:
        step = operation.bind(call.arguments, terms) if operation.bind else None
        return step, operation.bind_row(call.arguments, terms) if operation.bind_row else None
    except BadArgument as error:
        raise BadArgument(f"{call.name}: {error}") from error


def _given(calls: Sequence[Call]) -> Gives:
    """What the whole chain gives. Amounts that are minor units already may only change their sign."""
    gives = Gives.ANY
    for call in calls:
        next_gives = _operation(call).gives
        if gives is Gives.MONEY and next_gives is not Gives.SAME:
            raise BadArgument(f"after money_minor only abs and negate_if can follow, not {call.name}")
        if next_gives is not Gives.SAME:
            gives = next_gives
        elif gives is not Gives.MONEY:
            gives = Gives.ANY
    return gives


def _default(row: MappingRow, finish: Step, path: tuple[str, ...]) -> object:
    value = finish(row.default)
    if isinstance(value, Failed):
        raise BadInput(f"The default cannot be: {value.message}", path=(*path, "default"))
    if value is None and row.on_error is OnError.DEFAULT:
        raise BadInput("A default is needed where errors take it.", path=(*path, "default"))
    return value


def _settler(row: MappingRow, target: TargetField, default: object) -> _Settle | None:
    """What becomes of an empty or failed value; None where empty may stay so and failing is failing."""
    is_required = row.is_required or target.is_required
    if default is None and not is_required and row.on_error is OnError.DEAD:
        return None
    return _Settle(
        if_empty=REQUIRED if default is None and is_required else default,
        if_failed=default if row.on_error is OnError.DEFAULT else None,
        stays_failed=row.on_error is OnError.DEAD or (row.on_error is OnError.NULL and is_required),
    )


def _then(step: Step, settle: _Settle | None) -> Step:
    if settle is None:
        return step
    if_empty, if_failed, stays_failed = settle.if_empty, settle.if_failed, settle.stays_failed

    def settled(value: object) -> object:
        result = step(value)
        if result is None:
            return if_empty
        return result if stays_failed or type(result) is not Failed else if_failed

    return settled


def _chain(steps: Sequence[Step]) -> Step:
    """The steps one after the other, up to the first that fails."""
    if len(steps) == 1:
        return steps[0]
    if len(steps) == 2:
        return _pair(*steps)
    return _pair(_chain(steps[:-1]), steps[-1])


def _pair(first: Step, second: Step) -> Step:
    def both(value: object) -> object:
        middle = first(value)
        return middle if type(middle) is Failed else second(middle)

    return both


def _repeats(target: TargetField) -> bool:
    return target.kind in _WORDS and target.name not in _UNIQUE


def _beside_row(step: Step | None, row_step: RowStep | None) -> RowStep:
    if row_step is not None:
        return row_step
    return lifted(step or _same)


def _same(value: object) -> object:
    return value


def _row_chain(steps: Sequence[RowStep], finish: Step, settle: _Settle | None) -> RowStep:
    """The steps, then the end: `finish` is handed failures only to hand them on to what settles them."""
    first, *others = steps
    end = _then(_unless_failed(finish), settle)

    def one(value: object, row: Row) -> object:
        return end(first(value, row))

    def several(value: object, row: Row) -> object:
        value = first(value, row)
        for step in others:
            if type(value) is Failed:
                break
            value = step(value, row)
        return end(value)

    return several if others else one


def _unless_failed(finish: Step) -> Step:
    return lambda value: value if type(value) is Failed else finish(value)
