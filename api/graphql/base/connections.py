"""Relay connections over keyset pages; the total is counted only when it is asked for."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Annotated, Generic, Self, TypeAlias, TypeVar

import strawberry

from api.core.paging import Page
from api.graphql.base.fields import field, resolver

T = TypeVar("T")
R = TypeVar("R")
Count: TypeAlias = Callable[[], Awaitable[int]]

First: TypeAlias = Annotated[
    int | None, strawberry.argument(description="How many to return: 1 to 100, 20 when left out.")
]
After: TypeAlias = Annotated[
    str | None, strawberry.argument(description="Return what follows this cursor; the start when left out.")
]


@strawberry.type(description="Where a page ends, and whether more follows.")
class PageInfo:
    """Relay's page info."""

    has_next_page: bool = field("Whether more follows after `endCursor`.")
    has_previous_page: bool = field("Whether the page began after a cursor.")
    start_cursor: str | None = field("Cursor of the first item; null for an empty page.")
    end_cursor: str | None = field(
        "Cursor of the last item, to hand back as `after`; null for an empty page."
    )


@strawberry.type(description="An item of a page with its place in the list.")
class Edge(Generic[T]):
    """Relay's edge."""

    cursor: str = field("The place of this item, to hand back as `after`.")
    node: T = field("The item.")


@strawberry.type(description="One page of a list in a stable order.")
class Connection(Generic[T]):
    """Relay's connection. Make it with `Connection.of(page, count)`."""

    edges: list[Edge[T]] = field("The items with their cursors.")
    page_info: PageInfo = field("Where the page ends, and whether more follows.")
    counter: strawberry.Private[Count]

    @resolver("How many there are in all pages. Costs a count: ask only when it is shown.")
    async def total_count(self) -> int:
        """Counts when asked."""
        return await self.counter()

    @resolver("The items alone, for clients that need no cursors.")
    def nodes(self) -> list[T]:
        """The items."""
        return [edge.node for edge in self.edges]

    @classmethod
    def of(cls, page: Page[R], show: Callable[[R], T], *, count: Count, after: str | None = None) -> Self:
        """A page of the domain's records, each shown as its GraphQL type. `count` is called only when asked."""
        edges = [
            Edge(cursor=cursor, node=show(item))
            for item, cursor in zip(page.items, page.cursors, strict=True)
        ]
        ends = [edge.cursor for edge in edges]
        info = PageInfo(
            has_next_page=page.has_next,
            has_previous_page=after is not None,
            start_cursor=ends[0] if ends else None,
            end_cursor=ends[-1] if ends else None,
        )
        return cls(edges=edges, page_info=info, counter=count)


def shown(records: Iterable[R], show: Callable[[R], T]) -> list[T]:
    """Each record as its GraphQL type."""
    return [show(record) for record in records]
