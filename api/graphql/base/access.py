"""Permissions declared on fields and types, printed into the SDL, and checked before a resolver runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.extensions.field_extension import AsyncExtensionResolver, SyncExtensionResolver
from strawberry.schema_directive import Location
from typing_extensions import override

from api.core.errors import Forbidden, Unauthenticated
from api.graphql.base.context import Info
from api.graphql.base.viewer import SIGN_IN, Viewer


@strawberry.enum(description="Who may use a field, where no named permission is needed.")
class Access(Enum):
    """Who may use a field."""

    PUBLIC = strawberry.enum_value("PUBLIC", description="Everyone, without signing in.")
    SIGNED_IN = strawberry.enum_value("SIGNED_IN", description="Every signed-in user and every API key.")
    CUSTOMER = strawberry.enum_value(
        "CUSTOMER", description="A person signed in by phone, for their own things."
    )
    STAFF = strawberry.enum_value(
        "STAFF", description="Staff of any business, and API keys, whatever their role."
    )
    PLATFORM_ADMIN = strawberry.enum_value("PLATFORM_ADMIN", description="Those who run this installation.")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION, Location.OBJECT],
    name="requires",
    repeatable=True,
    description="Who may use this: holders of a named permission in the business concerned, or a group of callers. "
    "Given more than once, any one of them is enough. Others get an error with the code UNAUTHENTICATED or FORBIDDEN.",
)
class Requires:
    """The directive as it is printed."""

    access: Access | None = strawberry.directive_field(name="access", default=strawberry.UNSET)
    permission: str | None = strawberry.directive_field(name="permission", default=strawberry.UNSET)


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the viewer. `public()`, `customer()`, `requires("points.adjust")`, `either(...)`."""

    alternatives: tuple[str | Access, ...]

    def admits(self, viewer: Viewer) -> bool:
        """True where the viewer meets one of the alternatives."""
        return any(_meets(viewer, each) for each in self.alternatives)

    def check(self, viewer: Viewer) -> None:
        """Refuses with UNAUTHENTICATED where nobody is signed in, else with FORBIDDEN."""
        if self.admits(viewer):
            return
        if viewer.is_anonymous:
            raise Unauthenticated(SIGN_IN)
        permission = next((each for each in self.alternatives if isinstance(each, str)), None)
        raise Forbidden("You are not allowed to do this.", params={"permission": permission})

    def directives(self) -> list[object]:
        """The guard as schema directives."""
        return [
            Requires(access=each) if isinstance(each, Access) else Requires(permission=each)
            for each in self.alternatives
        ]


def _meets(viewer: Viewer, alternative: str | Access) -> bool:
    if isinstance(alternative, str):
        return viewer.may(alternative)
    match alternative:
        case Access.PUBLIC:
            return True
        case Access.SIGNED_IN:
            return not viewer.is_anonymous
        case Access.CUSTOMER:
            return viewer.person_id is not None
        case Access.STAFF:
            return viewer.business_id is not None
        case Access.PLATFORM_ADMIN:
            return viewer.is_platform_admin


def public() -> Guard:
    """Everyone."""
    return Guard((Access.PUBLIC,))


def signed_in() -> Guard:
    """Every signed-in user and every API key."""
    return Guard((Access.SIGNED_IN,))


def customer() -> Guard:
    """A person signed in by phone; the query must filter by `viewer.the_person()`."""
    return Guard((Access.CUSTOMER,))


def staff() -> Guard:
    """Staff and API keys; the query must filter by `viewer.the_business()`."""
    return Guard((Access.STAFF,))


def platform_admin() -> Guard:
    """Those who run this installation."""
    return Guard((Access.PLATFORM_ADMIN,))


def requires(permission: str) -> Guard:
    """Holders of a named permission; the query must filter by `viewer.the_business()` or call `viewer.require`."""
    return Guard((permission,))


def either(*guards: Guard) -> Guard:
    """Callers who meet any of the guards."""
    return Guard(tuple(each for guard in guards for each in guard.alternatives))


class GuardExtension(FieldExtension):
    """Checks a guard before the resolver runs."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard

    @override
    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Info, **kwargs: Any) -> Any:
        """Checks, then resolves a plain field."""
        viewer = info.context.viewer
        # refused in an awaitable: raised at once it would leave the fields beside it started and never awaited
        return next_(source, info, **kwargs) if self.guard.admits(viewer) else self._refused(viewer)

    @override
    async def resolve_async(
        self, next_: AsyncExtensionResolver, source: Any, info: Info, **kwargs: Any
    ) -> Any:
        """Checks, then resolves an async field."""
        self.guard.check(info.context.viewer)
        return await next_(source, info, **kwargs)

    async def _refused(self, viewer: Viewer) -> None:
        self.guard.check(viewer)


def guard_of(directives: Iterable[object]) -> Guard | None:
    """The guard that a type's or field's directives spell, or None."""
    found = tuple(
        directive.access if isinstance(directive.access, Access) else str(directive.permission)
        for directive in directives
        if isinstance(directive, Requires)
    )
    return Guard(found) if found else None
