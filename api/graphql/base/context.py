"""What one request carries: the viewer, its batch loaders, and where it came from."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

import strawberry

from api.core import clock
from api.graphql.base.viewer import Viewer, anonymous


@dataclass(slots=True)
class Context:
    """One request (or one socket's operation). Loaders live here, so nothing is remembered between requests."""

    viewer: Viewer = field(default_factory=anonymous)
    request_id: str = ""
    address: str | None = None
    user_agent: str = ""
    loaders: dict[Hashable, Any] = field(default_factory=dict)
    now: datetime = field(default_factory=clock.now)
    """The moment of all that is read together."""

    def reset_loaders(self) -> None:
        """Forgets what was read, so that the next read is fresh."""
        self.loaders.clear()
        self.now = clock.now()


Info: TypeAlias = strawberry.Info[Context, None]
