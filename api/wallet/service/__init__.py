"""Verbs of the card in the phone: certify and revoke phones, identify customers at the till."""

from api.wallet.service.devices import certify_device, revoke_devices
from api.wallet.service.identify import identify_customer, offline_customer, token_holder
from api.wallet.service.joined import PEOPLE_PART
from api.wallet.service.keys import keys_of, rotate_program_key
from api.wallet.service.receivers import identify_receiver, receiver_of

__all__ = [
    "PEOPLE_PART",
    "certify_device",
    "identify_customer",
    "identify_receiver",
    "keys_of",
    "offline_customer",
    "receiver_of",
    "revoke_devices",
    "rotate_program_key",
    "token_holder",
]
