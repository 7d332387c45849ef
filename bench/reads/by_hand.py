"""The statements that pgbench runs, and what each answers to one caller."""

import re
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from api.core import db

FOLDER = Path(__file__).parent / "sql"
NUMBER = (1 << 48) - 1  # the last group of the generator's ids is the row's number


@dataclass(frozen=True, slots=True)
class Script:
    """A script of pgbench, and the value of its variable for each caller."""

    text: str
    variable: str
    values: dict[str, int]

    async def answer(self, caller: str) -> str:
        """The JSON that the statement answers to this caller."""
        statement = "".join(line for line in self.text.splitlines(keepends=True) if line[0] not in "\\-")
        told = re.sub(rf":{self.variable}(?=::)", str(self.values[caller]), statement)
        found: str = await db.fetchval(told)
        return found


async def wallet_script(callers: list[str]) -> Script:
    """For the people of `data.customer_tokens`."""
    people = await db.fetchval("SELECT count(*) FROM person")
    text = _filled("wallet", people=people, count=len(callers))
    return Script(text, "n", {caller: UUID(caller).int & NUMBER for caller in callers})


async def staff_script() -> Script:
    """For every business."""
    rows = await db.fetch("SELECT business_id::text FROM place ORDER BY nr")
    places = [row["business_id"] for row in rows]
    text = _filled("staff", businesses=", ".join(f"'{each}'" for each in places), count=len(places))
    return Script(text, "b", {place: nr for nr, place in enumerate(places, start=1)})


def _filled(name: str, **values: object) -> str:
    return (FOLDER / f"{name}.sql").read_text().format(**values)
