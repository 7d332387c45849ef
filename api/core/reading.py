"""What a domain publishes to be read: a view, and the columns that say whose its rows are."""

from dataclasses import dataclass

SCHEMA = "read"


@dataclass(frozen=True, slots=True)
class Source:
    """A published view. `pk` is the column that names a row.

    `tenant` lists which of `program_id` and `business_id` the rows carry: every reader is held within them.
    """

    view: str
    tenant: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The view as SQL names it."""
        return f"{SCHEMA}.{self.view}"
