"""The catalogue of permissions: told to staff, and the same as that of the schema."""

import pytest
from graphql import DirectiveNode, StringValueNode, parse, visit
from graphql.language.visitor import Visitor

from api import identity
from api.graphql.schema import sdl
from tests.factories.businesses import make_business, token_of
from tests.graphql.asking import ask

pytestmark = [pytest.mark.integration, pytest.mark.security]


async def test_the_catalogue_is_told_to_staff(db: None) -> None:
    """Given staff, when they ask for permissions, then the whole catalogue comes with its sentences."""
    found = await ask("{ permissions { name description } }", token=await token_of(await make_business()))
    assert found["permissions"] == [
        {"name": name, "description": about} for name, about in sorted(identity.PERMISSIONS.items())
    ]


class _Permissions(Visitor):
    """Collects the permissions that a schema asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: object) -> None:
        """One `@requires(permission: "...")`."""
        self.found |= {
            argument.value.value
            for argument in node.arguments or ()
            if argument.name.value == "permission" and isinstance(argument.value, StringValueNode)
        }


def test_every_permission_of_the_schema_is_in_the_catalogue_and_the_other_way_round() -> None:
    """Given the printed schema, when its permissions are collected, then they are exactly those that roles can hold."""
    visitor = _Permissions()
    visit(parse(sdl()), visitor)
    assert visitor.found <= identity.ALL_PERMISSIONS
    assert identity.ALL_PERMISSIONS - visitor.found == set()
