"""A card shown to another customer's phone: who it is, by the first name, and a token for what is given next."""

from functools import partial
from uuid import UUID

from api import customers
from api.core import clock, crypto, redis
from api.core.errors import BadInput, NotFound, Refusal
from api.customers import Member
from api.wallet.rules import codes
from api.wallet.rules.tokens import make_token, read_token
from api.wallet.service.identify import check_tries, count_try, read_code
from api.wallet.types import Receiver

_mac = partial(crypto.keyed_hash, "receiver-token")


async def identify_receiver(person_id: UUID, membership_id: UUID, code: str) -> Receiver:
    """The member of one's own program behind a rotating code or eight digits, which are accepted once.

    Refuses NOT_FOUND for a card that is not one's own, CARD_CODE_INVALID, CARD_CODE_EXPIRED, CARD_CODE_USED, BAD_INPUT
    for one's own code, and after 20 wrong codes in 5 minutes RATE_LIMITED.
    """
    own = await _own(person_id, membership_id)
    tries = redis.key("card-tries", own.program_id, person_id)
    await check_tries(tries)
    try:
        receiver = await read_code(own.program_id, own.business_id, code.strip())
        names = await customers.first_names(own.program_id, [receiver])
        if receiver not in names:
            raise codes.invalid()
    except Refusal:
        await count_try(tries)
        raise
    if receiver == membership_id:
        raise BadInput("This is your own card.", path=("code",))
    token, expires_at = make_token(_mac, membership_id, receiver, clock.now())
    return Receiver(names[receiver], token, expires_at)


async def receiver_of(person_id: UUID, membership_id: UUID, token: str) -> UUID:
    """The member whom a token of `identify_receiver` names to this card. Refuses others, and one that ended."""
    await _own(person_id, membership_id)
    try:
        seen = read_token(_mac, membership_id, token, clock.now())
    except Refusal as refusal:
        refusal.path = ("receiverToken",)
        raise
    if seen.problem is not None:
        seen.problem.path = ("receiverToken",)
        raise seen.problem
    return seen.membership_id


async def _own(person_id: UUID, membership_id: UUID) -> Member:
    cards = (await customers.memberships_of([person_id]))[person_id]
    for card in cards:
        if card.membership_id == membership_id:
            return card
    raise NotFound("There is no such card.", path=("cardId",))
