"""Vouchers of full cards: given when a card fills, taken back when it is opened again."""

from uuid import UUID

from api import rewards
from api.core.audit import Actor
from api.stamps.rules.filling import Card
from api.stamps.types import DesignInfo

SOURCE = "stamps"


async def give(actor: Actor, design: DesignInfo, membership_id: UUID, card: Card) -> UUID | None:
    """The voucher of a card that is full, once each time that it fills.

    None where the design gives none, or where its reward cannot be given now: out of stock, out of use, not yet begun
    or ended. The card is full all the same, and `give_owed` tries again.
    """
    if design.reward_id is None:
        return None
    try:
        voucher = await rewards.give_voucher(
            actor,
            design.program_id,
            design.business_id,
            membership_id,
            design.reward_id,
            source=SOURCE,
            idempotency_key=f"{card.id}:{card.ended_at.isoformat() if card.ended_at else ''}",
            reference_id=card.id,
            reason=design.name,
        )
    except (rewards.OutOfStock, rewards.RewardUnavailable):
        return None
    return voucher.id


async def take_back(actor: Actor, program_id: UUID, card: Card, reason: str) -> bool:
    """Takes back the voucher of a full card; False, and nothing changed, where it was used."""
    return card.voucher_id is None or await rewards.cancel_given(
        actor, program_id, card.voucher_id, reason=reason
    )
