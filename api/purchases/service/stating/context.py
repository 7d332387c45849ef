"""Who states bills of which source, with what was looked up for earlier ones."""

from dataclasses import dataclass, field, replace
from uuid import UUID

from api import businesses, ledger
from api.businesses import PointLimits, ProgramRules
from api.core.audit import Actor
from api.purchases.service.till import Till, the_till

NO_LIMITS = PointLimits()


@dataclass(frozen=True, slots=True)
class Stating:
    """One batch of bills of one source. History is older than the connection to it: nobody is told of it."""

    actor: Actor
    program: ProgramRules
    business_id: UUID
    source: str
    is_history: bool
    tills: dict[UUID, Till] = field(default_factory=dict)

    async def till(self, store_id: UUID) -> Till:
        """The store with its rates. Refuses STORE_UNKNOWN."""
        if store_id not in self.tills:
            self.tills[store_id] = await the_till(self.program, self.business_id, store_id)
        return self.tills[store_id]

    @property
    def policy(self) -> ledger.LedgerPolicy:
        """Without limits: they guard against people at tills, and a bill of another system earns what it earns."""
        return replace(ledger.policy_of(self.program), limits=NO_LIMITS)


async def stating_for(actor: Actor, business_id: UUID, source: str, *, is_history: bool) -> Stating:
    """Ready to state bills of one source."""
    program = await businesses.rules_for(await businesses.program_of(business_id))
    return Stating(actor, program, business_id, source, is_history)
