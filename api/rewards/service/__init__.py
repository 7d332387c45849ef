"""Verbs of rewards and vouchers."""

from api.rewards.service.catalogue import remove_reward, save_reward
from api.rewards.service.giving import cancel_given, give, give_voucher

__all__ = [
    "cancel_given",
    "give",
    "give_voucher",
    "remove_reward",
    "save_reward",
]
