"""Who is calling: the answer to every question of permission, made from what `api.identity` says about a token."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from api.core.audit import Actor, ActorKind
from api.core.errors import Forbidden, NotFound, Unauthenticated

SIGN_IN = "Please sign in first."
NOBODY = Actor(ActorKind.SYSTEM, name="anonymous")


class Principal(Protocol):
    """What `api.identity.authenticate(token)` returns; it raises Unauthenticated for a token that is not good."""

    @property
    def kind(self) -> StrEnum:
        """`customer`, `staff`, `api_key` or `platform_admin`."""
        ...

    @property
    def session_id(self) -> UUID | None:
        """The session behind an access token."""
        ...

    @property
    def person_id(self) -> UUID | None:
        """The person, for a customer's face."""
        ...

    @property
    def program_id(self) -> UUID | None:
        """The program of the business, for staff and API keys."""
        ...

    @property
    def business_id(self) -> UUID | None:
        """The business in which staff or an API key works."""
        ...

    @property
    def permissions(self) -> frozenset[str]:
        """Named permissions in that business."""
        ...

    @property
    def expires_at(self) -> datetime | None:
        """When the token ends."""
        ...

    @property
    def rate_per_minute(self) -> int | None:
        """An allowance of its own, for an API key."""
        ...

    def actor(self, address: str | None = None, device_id: str | None = None) -> Actor:
        """The same for a domain's verb and its audit."""
        ...


class Authenticate(Protocol):
    """Turns a bearer token (access token or `rk_` API key) into a principal, or raises Unauthenticated."""

    async def __call__(self, bearer: str, /) -> Principal:
        """Who it is."""
        ...


@dataclass(frozen=True, slots=True)
class Viewer:
    """The caller of one request; anonymous by default. A token is for one face: a person, or staff of one business."""

    kind: str = "anonymous"
    id: UUID | None = None
    person_id: UUID | None = None
    program_id: UUID | None = None
    business_id: UUID | None = None
    permissions: frozenset[str] = frozenset()
    session_id: UUID | None = None
    expires_at: datetime | None = None
    rate_per_minute: int | None = None
    acting_as: Actor = NOBODY

    @property
    def is_anonymous(self) -> bool:
        """True where no token was given."""
        return self.kind == "anonymous"

    @property
    def is_api_key(self) -> bool:
        """True for a third-party app."""
        return self.kind == "api_key"

    @property
    def is_platform_admin(self) -> bool:
        """True for those who run this installation."""
        return self.kind == "platform_admin"

    def may(self, permission: str, business_id: UUID | None = None) -> bool:
        """True where the permission is held, and in that business when one is given."""
        return permission in self.permissions and business_id in (None, self.business_id)

    def require(self, permission: str, business_id: UUID) -> None:
        """Refuses with NOT_FOUND outside the caller's business, with FORBIDDEN inside it without the permission."""
        if self.is_anonymous:
            raise Unauthenticated(SIGN_IN)
        if business_id != self.business_id:
            raise NotFound("There is no such business.")
        if permission not in self.permissions:
            raise Forbidden("You are not allowed to do this.", params={"permission": permission})

    def the_business(self) -> UUID:
        """The business in which staff or an API key works. Refuses with UNAUTHENTICATED or FORBIDDEN."""
        return self._one(self.business_id, "Only staff can do this.")

    def the_program(self) -> UUID:
        """The program of that business. Refuses with UNAUTHENTICATED or FORBIDDEN."""
        return self._one(self.program_id, "Only staff can do this.")

    def the_person(self) -> UUID:
        """The person behind a customer's face. Refuses with UNAUTHENTICATED or FORBIDDEN."""
        return self._one(self.person_id, "Only a customer can do this.")

    def the_user(self) -> UUID:
        """The signed-in user (or API key). Refuses with UNAUTHENTICATED."""
        return self._one(self.id, SIGN_IN)

    def _one(self, value: UUID | None, sentence: str) -> UUID:
        if value is not None:
            return value
        if self.is_anonymous:
            raise Unauthenticated(SIGN_IN)
        raise Forbidden(sentence)

    def actor(self, *, program_id: UUID | None = None, business_id: UUID | None = None) -> Actor:
        """Who acts, for a domain's verb and its audit; in another program or business where one is given."""
        acting = self.acting_as
        return replace(
            acting,
            program_id=program_id or acting.program_id,
            business_id=business_id or acting.business_id,
        )


def anonymous(*, address: str | None = None, device_id: str | None = None) -> Viewer:
    """Nobody in particular."""
    return Viewer(acting_as=replace(NOBODY, address=address, device_id=device_id))


def viewer_of(principal: Principal, *, address: str | None = None, device_id: str | None = None) -> Viewer:
    """The viewer that a principal is."""
    acting = principal.actor(address, device_id)
    return Viewer(
        kind=str(principal.kind),
        id=acting.id,
        person_id=principal.person_id,
        program_id=principal.program_id,
        business_id=principal.business_id,
        permissions=principal.permissions,
        session_id=principal.session_id,
        expires_at=principal.expires_at,
        rate_per_minute=principal.rate_per_minute,
        acting_as=acting,
    )
