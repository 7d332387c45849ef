"""Where the caller works."""

from uuid import UUID

from api.graphql.base import Info


def the_tenant(info: Info) -> tuple[UUID, UUID]:
    """Program and business in which the caller works."""
    viewer = info.context.viewer
    return viewer.the_program(), viewer.the_business()
