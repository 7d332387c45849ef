"""What a domain publishes to be read: a view, and the columns that say whose its rows are."""

from dataclasses import dataclass

SCHEMA = "read"
TENANT_COLUMNS = ("program_id", "business_id")


@dataclass(frozen=True, slots=True)
class Source:
    """A published view. `pk` is the column that names a row within its tenant.

    `tenant` lists which of TENANT_COLUMNS the rows carry: every reader of it is held within them.
    """

    view: str
    tenant: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The view as SQL names it."""
        return f"{SCHEMA}.{self.view}"
