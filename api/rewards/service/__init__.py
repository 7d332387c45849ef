"""Verbs of rewards and vouchers."""

from api.rewards.service.batches import batch_csv, cancel_batch, create_batch, hand_out
from api.rewards.service.catalogue import remove_reward, save_reward, set_picture
from api.rewards.service.ending import cancel, capture, end_holds, expire, void
from api.rewards.service.giving import cancel_given, give_by_hand, give_voucher
from api.rewards.service.giving_many import give_many
from api.rewards.service.joined import PEOPLE_PART
from api.rewards.service.offering import available, available_own
from api.rewards.service.redeeming import hold, redeem, redeem_own
from api.rewards.service.using import set_fulfilment, use

__all__ = [
    "PEOPLE_PART",
    "available",
    "available_own",
    "batch_csv",
    "cancel",
    "cancel_batch",
    "cancel_given",
    "capture",
    "create_batch",
    "end_holds",
    "expire",
    "give_by_hand",
    "give_many",
    "give_voucher",
    "hand_out",
    "hold",
    "redeem",
    "redeem_own",
    "remove_reward",
    "save_reward",
    "set_fulfilment",
    "set_picture",
    "use",
    "void",
]
