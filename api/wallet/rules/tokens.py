"""The customer's token: who stood at the till two minutes ago, signed, for one business."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from api.core.crypto import same_hash
from api.wallet.errors import CardCodeExpired, CardCodeInvalid
from api.wallet.types import Presented

LIFETIME = timedelta(minutes=2)
PARTS = 3
MAX_LENGTH = 200


def make_token(
    mac: Callable[[str], str], business_id: UUID, membership_id: UUID, moment: datetime
) -> tuple[str, datetime]:
    """A token for a member at a business, and when it ends. `mac` is a keyed hash."""
    expires_at = (moment + LIFETIME).replace(microsecond=0)
    said = f"{membership_id.hex}.{int(expires_at.timestamp()):x}"
    return f"{said}.{mac(f'{business_id.hex}.{said}')}", expires_at


def read_token(mac: Callable[[str], str], business_id: UUID, token: str, moment: datetime) -> Presented:
    """Who a token names. An ended one is told as a problem. Refuses with CARD_CODE_INVALID what was not made here."""
    parts = token.split(".")
    if len(token) > MAX_LENGTH or len(parts) != PARTS or not token.isascii():
        raise _invalid()
    said = ".".join(parts[:2])
    if not same_hash(parts[2], mac(f"{business_id.hex}.{said}")):
        raise _invalid()
    expires_at = datetime.fromtimestamp(int(parts[1], 16), UTC)
    problem = None
    if moment >= expires_at:
        problem = CardCodeExpired(
            "It is too long since the card was scanned. Please scan it again.", path=("customerToken",)
        )
    return Presented(UUID(hex=parts[0]), problem)


def _invalid() -> CardCodeInvalid:
    return CardCodeInvalid("This token was not given to this till.", path=("customerToken",))
