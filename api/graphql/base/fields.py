"""How root fields are declared: a guard first, then the resolver. A field without a guard does not build."""

import copy
import functools
import inspect
from collections.abc import AsyncIterator, Callable
from typing import Any, ClassVar, TypeVar, cast

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver
from strawberry.types.base import StrawberryObjectDefinition
from typing_extensions import override

from api.core.errors import Refusal
from api.graphql.base.access import Guard, GuardExtension
from api.graphql.base.context import Info
from api.graphql.base.errors import UserError, user_error
from api.graphql.base.throttle import RateLimit, ThrottleExtension

T = TypeVar("T")
Resolver = TypeVar("Resolver", bound=Callable[..., Any])
GUARD = "guard"
COST = "cost"


@strawberry.type
class Payload:
    """What a mutation returns: the changed objects and `errors`. Subclass it; every other field is optional."""

    errors: list[UserError] = strawberry.field(
        default_factory=list, description="Why it was refused; empty when it was done."
    )


class RefusalsAsData(FieldExtension):
    """Turns a refusal raised by the verb into the payload's `errors`."""

    def __init__(self, payload: type[Payload]) -> None:
        self._payload = payload

    @override
    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any
    ) -> Any:
        """Runs the verb; a refusal is an answer, anything else goes up and is masked."""
        try:
            return await next_(source, info, **kwargs)
        except Refusal as refusal:
            return self._payload(errors=[user_error(refusal)])


def query(
    guard: Guard, *, description: str, limit: RateLimit | None = None, cost: int = 1, name: str | None = None
) -> Callable[[Resolver], Resolver]:
    """A field of Query, async. `cost` is its price in the query's budget; `limit` guards guessable reads.

    Where it returns a `Payload`, refusals raised inside come back in `errors`; else they are errors of the answer.
    """
    return _field(guard, description, limit, cost, name)


def mutation(
    guard: Guard, *, description: str, limit: RateLimit | None = None, cost: int = 10, name: str | None = None
) -> Callable[[Resolver], Resolver]:
    """A field of Mutation: async, one `input`, one `Payload`. Refusals raised inside come back in `errors`."""
    return _field(guard, description, limit, cost, name, payload=True)


def _field(
    guard: Guard,
    description: str,
    limit: RateLimit | None,
    cost: int,
    name: str | None,
    *,
    payload: bool = False,
) -> Callable[[Resolver], Resolver]:
    def declare(resolver: Resolver) -> Resolver:
        if not inspect.iscoroutinefunction(resolver):
            raise TypeError(f"{resolver.__qualname__} must be async")
        refusals = _refusals_as_data(resolver)
        if payload and not refusals:
            raise TypeError(f"{resolver.__qualname__} must return a subclass of Payload")
        # the last extension runs first: throttle, guard, verb with its refusals
        extensions: list[FieldExtension] = [*refusals, GuardExtension(guard)]
        if limit is not None:
            extensions.append(ThrottleExtension(limit))
        declared: Any = strawberry.field(
            resolver,
            name=name,
            description=description,
            directives=guard.directives(),
            extensions=extensions,
            metadata={GUARD: guard, COST: cost},
        )
        return cast(Resolver, declared)

    return declare


def _refusals_as_data(resolver: Callable[..., Any]) -> list[FieldExtension]:
    returned = inspect.signature(resolver, eval_str=True).return_annotation
    is_payload = isinstance(returned, type) and issubclass(returned, Payload)
    return [RefusalsAsData(returned)] if is_payload else []


def subscription(
    guard: Guard, *, description: str, name: str | None = None
) -> Callable[[Resolver], Resolver]:
    """A field of Subscription: an async generator with a parameter `info`, normally one loop over `live(...)`."""

    def declare(resolver: Resolver) -> Resolver:
        if not inspect.isasyncgenfunction(resolver) or "info" not in inspect.signature(resolver).parameters:
            raise TypeError(f"{resolver.__qualname__} must be an async generator with a parameter `info`")

        @functools.wraps(resolver)
        async def guarded(*args: Any, **kwargs: Any) -> AsyncIterator[Any]:
            info: Info = kwargs["info"]
            guard.check(info.context.viewer)
            async for value in resolver(*args, **kwargs):
                yield value

        declared: Any = strawberry.subscription(
            guarded,
            name=name,
            description=description,
            directives=guard.directives(),
            metadata={GUARD: guard, COST: 10},
        )
        return cast(Resolver, declared)

    return declare


def field(description: str, *, guard: Guard | None = None, cost: int = 1, **options: Any) -> Any:
    """An attribute of a type or an input: `name: str = field("The first name.")`. `guard` narrows who may read it."""
    extensions: list[FieldExtension] = [] if guard is None else [GuardExtension(guard)]
    directives = [] if guard is None else guard.directives()
    return strawberry.field(
        description=description,
        extensions=extensions,
        directives=directives,
        metadata={COST: cost},
        **options,
    )


def resolver(
    description: str, *, guard: Guard | None = None, cost: int = 1, name: str | None = None
) -> Callable[[Resolver], Resolver]:
    """A field of a type that is worked out by a method: for what is not on the row itself, read through a loader."""

    def declare(method: Resolver) -> Resolver:
        declared: Resolver = field(description, guard=guard, cost=cost, name=name, resolver=method)
        return declared

    return declare


class guarded_type:  # noqa: N801 # used as a decorator, like strawberry.type
    """`@guarded_type(requires("notes.read"))` above `@strawberry.type`: the guard holds for every field of the type."""

    guards: ClassVar[dict[str, Guard]] = {}

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def __call__(self, cls: type[T]) -> type[T]:
        definition: StrawberryObjectDefinition = cls.__strawberry_definition__  # type: ignore[attr-defined]
        definition.directives = [*(definition.directives or ()), *self._guard.directives()]
        definition.fields = [self._narrowed(each) for each in definition.fields]
        self.guards[definition.name] = self._guard
        return cls

    def _narrowed(self, each: Any) -> Any:
        narrowed = copy.copy(each)  # inherited fields are shared with the base class
        narrowed.extensions = [*each.extensions, GuardExtension(self._guard)]
        return narrowed
