"""Who is calling: the answer to every question of permission, made from what `api.identity` says about a token."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from api.core.audit import Actor, ActorKind
from api.core.errors import Forbidden, NotFound, Unauthenticated

SIGN_IN = "Please sign in first."


@dataclass(frozen=True, slots=True)
class Grant:
    """What a caller may do in one business: named permissions, in all stores (None) or in some."""

    business_id: UUID
    permissions: frozenset[str]
    role: str = ""
    store_ids: frozenset[UUID] | None = None
    staff_id: UUID | None = None

    def allows(self, permission: str, store_id: UUID | None = None) -> bool:
        """True where the permission is held, and in that store when one is given."""
        in_store = store_id is None or self.store_ids is None or store_id in self.store_ids
        return in_store and permission in self.permissions


@dataclass(frozen=True, slots=True)
class Viewer:
    """The caller of one request. Anonymous by default; one user can be customer, staff and affiliate at once."""

    kind: ActorKind = ActorKind.SYSTEM
    id: UUID | None = None
    name: str = ""
    person_id: UUID | None = None
    affiliate_id: UUID | None = None
    session_id: UUID | None = None
    grants: tuple[Grant, ...] = ()
    is_platform_admin: bool = False
    expires_at: datetime | None = None
    device_id: str | None = None
    address: str | None = None
    _all_permissions: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        held = frozenset[str]().union(*(grant.permissions for grant in self.grants))
        object.__setattr__(self, "_all_permissions", held)

    @property
    def is_anonymous(self) -> bool:
        """True where no token was given."""
        return self.id is None

    @property
    def is_api_key(self) -> bool:
        """True for a third-party app."""
        return self.kind is ActorKind.API_KEY

    def may(self, permission: str, business_id: UUID | None = None, store_id: UUID | None = None) -> bool:
        """True where the permission is held: in that business (and store), or in any when none is given."""
        if business_id is None:
            return permission in self._all_permissions
        return any(
            grant.business_id == business_id and grant.allows(permission, store_id) for grant in self.grants
        )

    def require(self, permission: str, business_id: UUID, store_id: UUID | None = None) -> Grant:
        """The grant that allows this. Refuses with NOT_FOUND outside the caller's businesses, FORBIDDEN inside them."""
        mine = [grant for grant in self.grants if grant.business_id == business_id]
        for grant in mine:
            if grant.allows(permission, store_id):
                return grant
        if mine:
            raise Forbidden("You are not allowed to do this here.", params={"permission": permission})
        if self.is_anonymous:
            raise Unauthenticated(SIGN_IN)
        raise NotFound("There is no such business.")

    def businesses(self, permission: str | None = None) -> tuple[UUID, ...]:
        """The businesses in which the caller holds the permission (any grant when None): a query's scope."""
        return tuple(
            grant.business_id
            for grant in self.grants
            if permission is None or permission in grant.permissions
        )

    def the_business(self) -> UUID:
        """The business in which staff or an API key works now. Refuses with UNAUTHENTICATED or FORBIDDEN."""
        if self.grants:
            return self.grants[0].business_id
        if self.is_anonymous:
            raise Unauthenticated(SIGN_IN)
        raise Forbidden("Only staff can do this.")

    def the_person(self) -> UUID:
        """The person behind the customer's face. Refuses with UNAUTHENTICATED or FORBIDDEN."""
        if self.person_id is not None:
            return self.person_id
        if self.is_anonymous:
            raise Unauthenticated(SIGN_IN)
        raise Forbidden("Only a customer can do this.")

    def the_user(self) -> UUID:
        """The signed-in user (or API key). Refuses with UNAUTHENTICATED."""
        if self.id is None:
            raise Unauthenticated(SIGN_IN)
        return self.id

    def actor(self, *, program_id: UUID | None = None, business_id: UUID | None = None) -> Actor:
        """Who acts, for a domain's verb and its audit."""
        staff = next((grant.staff_id for grant in self.grants if grant.business_id == business_id), None)
        return Actor(
            kind=self.kind,
            id=self.id,
            name=self.name,
            program_id=program_id,
            business_id=business_id,
            staff_id=staff,
            device_id=self.device_id,
            address=self.address,
        )


class PrincipalGrant(Protocol):
    """A grant as `api.identity` tells it."""

    @property
    def business_id(self) -> UUID: ...
    @property
    def permissions(self) -> Iterable[str]: ...
    @property
    def role(self) -> str: ...
    @property
    def store_ids(self) -> Iterable[UUID] | None: ...
    @property
    def staff_id(self) -> UUID | None: ...


class Principal(Protocol):
    """What `api.identity.authenticate(token)` returns; it raises Unauthenticated for a token that is not good."""

    @property
    def kind(self) -> ActorKind: ...
    @property
    def id(self) -> UUID: ...
    @property
    def name(self) -> str: ...
    @property
    def person_id(self) -> UUID | None: ...
    @property
    def affiliate_id(self) -> UUID | None: ...
    @property
    def session_id(self) -> UUID | None: ...
    @property
    def grants(self) -> Iterable[PrincipalGrant]: ...
    @property
    def is_platform_admin(self) -> bool: ...
    @property
    def expires_at(self) -> datetime | None: ...


class Authenticate(Protocol):
    """Turns a bearer token (access token or `rk_` API key) into a principal, or raises Unauthenticated."""

    async def __call__(self, token: str, /) -> Principal: ...


def anonymous(*, address: str | None = None, device_id: str | None = None) -> Viewer:
    """Nobody in particular."""
    return Viewer(address=address, device_id=device_id, name="anonymous")


def viewer_of(principal: Principal, *, address: str | None = None, device_id: str | None = None) -> Viewer:
    """The viewer that a principal is."""
    return Viewer(
        kind=principal.kind,
        id=principal.id,
        name=principal.name,
        person_id=principal.person_id,
        affiliate_id=principal.affiliate_id,
        session_id=principal.session_id,
        grants=tuple(_grant(grant) for grant in principal.grants),
        is_platform_admin=principal.is_platform_admin,
        expires_at=principal.expires_at,
        device_id=device_id,
        address=address,
    )


def _grant(grant: PrincipalGrant) -> Grant:
    return Grant(
        business_id=grant.business_id,
        permissions=frozenset(grant.permissions),
        role=grant.role,
        store_ids=None if grant.store_ids is None else frozenset(grant.store_ids),
        staff_id=grant.staff_id,
    )
