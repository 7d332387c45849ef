"""Every verb of the program, with how often the dice choose it."""

from collections.abc import Awaitable, Callable

from tests.engine.acts import Act
from tests.engine.verbs import points, rewards, sales, stamps, tiers, time
from tests.engine.world import World

Verb = Callable[[World], Awaitable[Act | None]]

VERBS: dict[str, tuple[Verb, int]] = {
    "bill": (sales.record, 26),
    "return": (sales.bring_back, 12),
    "void": (sales.void, 3),
    "award": (points.award, 4),
    "spend": (points.spend, 3),
    "adjust": (points.adjust, 3),
    "transfer": (points.transfer, 3),
    "bring in": (points.bring_in, 2),
    "undo award": (points.undo_award, 2),
    "undo spending": (points.undo_spending, 2),
    "redeem": (rewards.redeem, 7),
    "capture": (rewards.capture, 4),
    "let go": (rewards.let_go, 3),
    "use": (rewards.use, 5),
    "cancel": (rewards.cancel, 3),
    "give": (rewards.give, 2),
    "save reward": (rewards.save, 1),
    "stamp": (stamps.issue, 5),
    "undo stamps": (stamps.undo, 4),
    "redesign": (stamps.redesign, 1),
    "tier by hand": (tiers.by_hand, 1),
    "ladder": (tiers.save_ladder, 1),
    "review": (tiers.review, 2),
    "wait": (time.wait, 5),
    "settings": (time.change_settings, 1),
    "release": (time.release, 2),
    "expire": (time.expire, 2),
    "end holds": (time.end_holds, 1),
    "expire vouchers": (time.expire_vouchers, 1),
    "expire cards": (time.expire_cards, 1),
    "owed": (time.give_owed, 1),
}
