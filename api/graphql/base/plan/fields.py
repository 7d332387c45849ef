"""How fields say where they read from: one line each, which serves the executor and the compiled plan."""

import inspect
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from typing import Annotated, Any

import strawberry
from strawberry.extensions import FieldExtension

from api.core.reading import Source
from api.graphql.base.access import Guard, GuardExtension
from api.graphql.base.connections import After, First
from api.graphql.base.context import Info
from api.graphql.base.fields import COST, GUARD
from api.graphql.base.plan import declare
from api.graphql.base.plan.declare import READS, Columns, Declaration, Otherwise, Via
from api.graphql.base.plan.resolve import (
    arguments_of,
    resolve_many,
    resolve_one,
    resolve_pages,
    resolve_via,
    watch_one,
)
from api.graphql.base.plan.words import own_columns
from api.graphql.base.viewer import Viewer

Arguments = Mapping[str, Any]
"""An argument's annotation by its Python name, as `Annotated[X, strawberry.argument(description=...)]`."""

Resolve = Callable[[Any, Info], Any]
PAGING: Arguments = {"first": First, "after": After}


def column(
    description: str,
    *,
    name: str | None = None,
    sql: str | None = None,
    via: Via | None = None,
    default: int | None = None,
    guard: Guard | None = None,
    cost: int = 1,
) -> Any:
    """A column of the view of the same name, or of another `name`; `sql` for an expression of `self.` and `viewer.`.

    `via` takes it from the row of another source, `default` stands where there is no such row.
    """
    declared = declare.Column(name, sql, via, default)
    resolve = None if via is None else _via(declared, via)
    return _field(declared, description, guard, cost, resolve)


def embedded(
    description: str,
    columns: Columns,
    *,
    via: Via | None = None,
    guard: Guard | None = None,
    cost: int = 1,
) -> Any:
    """A value object made of columns: its attributes by columns, nested where it holds another; null with the first."""
    declared = declare.Embedded(columns, via)
    return _field(declared, description, guard, cost, None if via is None else _via(declared, via))


def opaque_id(description: str, column: str, type_name: str) -> Any:
    """The opaque id of something that is not an object here: `column` holds its key."""
    return _field(declare.GlobalId(column, type_name), description, None, 1, None)


def known(description: str, value: Callable[[Viewer], Any], *, guard: Guard | None = None) -> Any:
    """What the caller's own standing says."""

    def resolve(_: Any, info: Info) -> Any:
        return value(info.context.viewer)

    return _field(declare.Known(value), description, guard, 1, resolve)


def one(
    description: str,
    where: str,
    *,
    source: Source | None = None,
    order: str = "",
    scoped: bool = True,
    args: Arguments | None = None,
    ids: Mapping[str, str] | None = None,
    guard: Guard | None = None,
    cost: int = 1,
) -> Any:
    """The one row that `where` ties to its parent, or the first in the order. A root's `guard` is required."""
    declared = declare.One(where, source, own_columns(order), scoped, ids or {})

    async def resolve(parent: Any, info: Info) -> Any:
        return await resolve_one(declared, parent, info)

    return _field(declared, description, guard, cost, resolve, args)


def watched(
    guard: Guard,
    description: str,
    where: str,
    *,
    topic: str,
    missing: str,
    args: Arguments,
    ids: Mapping[str, str],
    scoped: bool = True,
) -> Any:
    """A subscription: the one object now, and again whenever its topic (`card:{cardId}`) is touched."""
    declared = declare.Watched(where, None, "", scoped, ids, topic=topic, missing=missing)

    async def watch(_: Any, info: Info, **__: Any) -> AsyncIterator[Any]:
        guard.check(info.context.viewer)
        async for value in watch_one(declared, info):
            yield value

    _sign(watch, args)
    return strawberry.subscription(
        watch,
        description=description,
        directives=guard.directives(),
        metadata={COST: 10, GUARD: guard, READS: declared},
    )


def many(
    description: str,
    where: str,
    *,
    order: str,
    source: Source | None = None,
    scoped: bool = True,
    args: Arguments | None = None,
    ids: Mapping[str, str] | None = None,
    guard: Guard | None = None,
    cost: int = 1,
) -> Any:
    """All rows that `where` ties to their parent, in the order."""
    declared = declare.Many(where, source, own_columns(order), scoped, ids or {})

    async def resolve(parent: Any, info: Info) -> Any:
        return await resolve_many(declared, parent, info)

    return _field(declared, description, guard, cost, resolve, args)


def pages(
    description: str,
    where: str = "",
    *,
    order: str = "",
    orders: Mapping[str, Mapping[str, str]] | None = None,
    source: Source | None = None,
    scoped: bool = True,
    args: Arguments | None = None,
    ids: Mapping[str, str] | None = None,
    filters: Mapping[str, str] | None = None,
    count_limit: int | None = None,
    unless: Sequence[str] = (),
    otherwise: Otherwise | None = None,
    guard: Guard | None = None,
    cost: int = 1,
) -> Any:
    """A Relay connection; `first` and `after` are added to its arguments.

    `order` names plain columns in one direction and ends with `pk`; `orders` gives one for each value of an enum
    argument. `filters` are conditions that hold when their argument is given. Where one of `unless` is given,
    `otherwise(info, arguments)` answers in Python.
    """
    declared = declare.Pages(
        where, source, order, scoped, ids or {}, filters or {}, orders or {}, count_limit, unless, otherwise
    )

    async def resolve(parent: Any, info: Info) -> Any:
        return await resolve_pages(declared, parent, info)

    return _field(declared, description, guard, cost, resolve, {**(args or {}), **PAGING})


def alone(guard: Guard, description: str, make: Callable[[], Any], *, when: Callable[[Viewer], bool]) -> Any:
    """A root whose object has no row, like the viewer; null where `when` says no."""

    async def resolve(_: Any, info: Info) -> Any:
        return make() if when(info.context.viewer) else None

    return _field(declare.Alone(make, when), description, guard, 1, resolve)


def node_by_id(
    guard: Guard, description: str, read_node: Callable[[Info, str], Awaitable[object | None]]
) -> Any:
    """The root `node(id:)`: any object, as its type's own declaration lets the viewer see it."""

    async def resolve(_: Any, info: Info) -> Any:
        return await read_node(info, arguments_of(info)["id"])

    which = Annotated[strawberry.ID, strawberry.argument(description="Which.")]
    return _field(declare.NodeById(), description, guard, 1, resolve, {"id": which})


def _via(declared: declare.Column | declare.Embedded, via: Via) -> Resolve:
    async def resolve(parent: Any, info: Info) -> Any:
        definition = parent.__strawberry_definition__
        kind = next(each.type for each in definition.fields if each.python_name == info.python_name)
        return await resolve_via(declared, via, parent, info, kind)

    return resolve


def _field(
    declared: Declaration,
    description: str,
    guard: Guard | None,
    cost: int,
    resolve: Resolve | None,
    args: Arguments | None = None,
) -> Any:
    extensions: list[FieldExtension] = [] if guard is None else [GuardExtension(guard)]
    metadata = {COST: cost, READS: declared} | ({} if guard is None else {GUARD: guard})
    options: dict[str, Any] = {} if resolve is None else {"resolver": _with_signature(resolve, args or {})}
    return strawberry.field(
        description=description,
        extensions=extensions,
        directives=[] if guard is None else guard.directives(),
        metadata=metadata,
        **options,
    )


def _with_signature(resolve: Resolve, args: Arguments) -> Callable[..., Any]:
    """The resolver with the arguments that the contract shows; it reads them from graphql-core's own coercion."""
    if inspect.iscoroutinefunction(resolve):

        async def answer(self: Any, info: Info, **_: Any) -> Any:
            return await resolve(self, info)
    else:

        def answer(self: Any, info: Info, **_: Any) -> Any:  # type: ignore[misc]
            return resolve(self, info)

    _sign(answer, args)
    return answer


def _sign(answer: Callable[..., Any], args: Arguments) -> None:
    plain, named = inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY
    parameters = [inspect.Parameter("self", plain), inspect.Parameter("info", plain, annotation=Info)]
    for name, kind in args.items():
        default = inspect.Parameter.empty if _is_required(kind) else None
        parameters.append(inspect.Parameter(name, named, annotation=kind, default=default))
    answer.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    answer.__annotations__ = {}


def _is_required(kind: Any) -> bool:
    inner = getattr(kind, "__origin__", kind)
    return type(None) not in getattr(inner, "__args__", ())
