"""Reads of stamp cards."""

from api.stamps.queries.acts import Act, act_by_key, act_of, was_undone
from api.stamps.queries.cards import Chain, Given, any_stand, given_by_act, given_by_bill, to_put, to_see
from api.stamps.queries.designs import design_of, designs_by_id
from api.stamps.queries.invariants import verify
from api.stamps.queries.joined import newest_cards, open_cards

__all__ = [
    "Act",
    "Chain",
    "Given",
    "act_by_key",
    "act_of",
    "any_stand",
    "design_of",
    "designs_by_id",
    "given_by_act",
    "given_by_bill",
    "newest_cards",
    "open_cards",
    "to_put",
    "to_see",
    "verify",
    "was_undone",
]
