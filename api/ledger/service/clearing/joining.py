"""Joining a program on agreed terms: the business opens, and the money for its points holds from that moment."""

from api import businesses, identity
from api.core import clock, db
from api.identity import Device, JoinedPartner, NewPartner
from api.ledger.service.clearing.rates import append_rate
from api.ledger.types import NewRate


async def join_program(token: str, new: NewPartner, device: Device) -> JoinedPartner:
    """Accepts an invitation; terms with money become a rate at once. Refuses as `identity.join_program` does."""
    async with db.transaction():
        joined = await identity.join_program(token, new, device)
        terms = joined.invitation
        if terms.micro_minor is not None:
            program = await businesses.rules_for(terms.program_id)
            actor = joined.signed_in.principal.actor()
            rate = NewRate(terms.micro_minor, issuer_id=joined.business_id, note="Terms of the invitation")
            await append_rate(actor, program, terms.business_id, rate, clock.now())
    return joined
