"""What PostgreSQL alone takes to write what bills of history are in the books: the same rows, the same indexes."""

import time

from api.core import db

MADE = """
    CREATE UNLOGGED TABLE made AS
    SELECT row_number() OVER (ORDER BY id) AS place, id AS was, earn_tx_id AS was_tx, ledger_new_id() AS bill,
        ledger_new_id() AS tx, ledger_new_id() AS lot, ledger_new_id() AS doc
    FROM (SELECT id, earn_tx_id FROM purchase WHERE earn_tx_id IS NOT NULL ORDER BY id LIMIT $1) AS bills
"""
TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "purchase": (
        "row.id = made.was",
        {"id": "made.bill", "idem_key": "row.idem_key || '+'", "earn_tx_id": "made.tx"},
    ),
    "tx": ("row.id = made.was_tx", {"id": "made.tx", "idem_key": "'earn:' || made.bill"}),
    "lot": ("row.tx_id = made.was_tx", {"id": "made.lot", "tx_id": "made.tx"}),
    "entry": (
        "row.tx_id = made.was_tx",
        {"tx_id": "made.tx", "account_version": "row.account_version + 1000000"},
    ),
    "erp_doc": (
        "row.purchase_id = made.was",
        {"id": "made.doc", "key": "row.key || '+'", "purchase_id": "made.bill"},
    ),
}
"""Each table, how its rows belong to a bill, and what must be another value in the copy."""
COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped
        AND NOT ($1::text = 'entry' AND attname = 'id')
"""


async def written_per_second(bills: int) -> float:
    """Bills a second of one connection that copies so many bills table by table, without anything else to do.

    The books are not in order afterwards: no account knows of the copies.
    """
    await db.execute(MADE.replace("$1", str(bills)))
    await db.execute("ANALYZE made")
    count: int = await db.fetchval("SELECT count(*) FROM made")
    return count / sum([await _written(table) for table in TABLES])


async def _written(table: str) -> float:
    """Seconds that the table's rows take, in the order in which history comes."""
    belongs, other = TABLES[table]
    names = [row["attname"] for row in await db.fetch(COLUMNS, table)]
    told = ", ".join(f"{other.get(name, f'row.{name}')} AS {name}" for name in names)
    await db.execute(
        f"CREATE UNLOGGED TABLE copies AS SELECT {told} FROM {table} AS row JOIN made ON {belongs} ORDER BY made.place"
    )
    await db.execute("CHECKPOINT")
    columns = ", ".join(names)
    began = time.monotonic()
    await db.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM copies")
    seconds = time.monotonic() - began
    await db.execute("DROP TABLE copies")
    return seconds
