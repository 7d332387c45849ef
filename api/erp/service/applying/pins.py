"""What is kept of the PIN on a receipt."""

from uuid import UUID

from api.core.crypto import keyed_hash

PURPOSE = "erp.pin"


def pin_hash(connection_id: UUID, number: str, pin: str) -> str:
    """Good for one bill number of one connection; empty where the receipt has no number or no PIN."""
    return keyed_hash(PURPOSE, f"{connection_id}:{number}:{pin}") if number and pin else ""
