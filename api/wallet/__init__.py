"""The card in the phone: rotating codes, phones, and who stands at the till."""

from api.wallet.errors import CardCodeExpired, CardCodeInvalid, CardCodeUsed, DeviceRevoked
from api.wallet.rules.codes import STEP_SECONDS
from api.wallet.service import (
    PEOPLE_PART,
    certify_device,
    identify_customer,
    identify_receiver,
    keys_of,
    offline_customer,
    receiver_of,
    revoke_devices,
    rotate_program_key,
    token_holder,
)
from api.wallet.sources import CARDS
from api.wallet.types import DeviceCard, Identified, Presented, ProgramKeyInfo, Receiver

__all__ = [
    "CARDS",
    "PEOPLE_PART",
    "STEP_SECONDS",
    "CardCodeExpired",
    "CardCodeInvalid",
    "CardCodeUsed",
    "DeviceCard",
    "DeviceRevoked",
    "Identified",
    "Presented",
    "ProgramKeyInfo",
    "Receiver",
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
