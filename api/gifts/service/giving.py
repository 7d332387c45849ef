"""Giving in two steps: a gift is prepared, and confirmed once."""

from datetime import timedelta
from uuid import UUID

from api import businesses, customers, ledger
from api.businesses import ProgramRules
from api.core import clock, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, IdempotencyMismatch, NotFound
from api.core.ids import new_id
from api.core.phone import mask_phone, normalise_phone
from api.customers import Member, PhoneUnverified
from api.gifts import rules
from api.gifts.errors import GiftExpired
from api.gifts.events import GiftSent
from api.gifts.queries import COLUMNS, gift_by_key, given_since, rules_of, to_gift
from api.gifts.types import GiftInfo, GiftState, GiftTerms, NewGift

LEDGER_SOURCE = "gift"
DRAFT = f"""
    INSERT INTO gift (id, program_id, business_id, giver_id, receiver_id, is_by_phone, to_phone, to_label, points,
        message, state, source, idem_key, request_hash, confirm_until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', $11, $12, $13, $14)
    ON CONFLICT (program_id, source, idem_key) DO NOTHING
    RETURNING {COLUMNS}
"""
FOR_UPDATE = f"SELECT {COLUMNS} FROM gift WHERE program_id = $1 AND giver_id = $2 AND id = $3 FOR UPDATE"
SENT = f"""
    UPDATE gift SET state = 'waiting', out_tx_id = $3, sent_at = $4, wait_until = $5
    WHERE program_id = $1 AND id = $2 RETURNING {COLUMNS}
"""


async def prepare(person_id: UUID, gift: NewGift) -> GiftInfo:
    """A gift of one's own card that waits ten minutes to be confirmed; the same key returns the same gift.

    Whether a number is a member's is neither asked nor told. Refuses NOT_FOUND for a card that is not one's own,
    GIFTS_OFF, GIFT_LIMIT_REACHED, PHONE_UNVERIFIED, INSUFFICIENT_POINTS, BAD_PHONE, BAD_INPUT, IDEMPOTENCY_MISMATCH.
    """
    rules.check_gift(gift)
    message = rules.clean_message(gift.message)
    giver = await own_card(person_id, gift.membership_id)
    program = await businesses.rules_for(giver.program_id)
    phone = None if gift.phone is None else normalise_phone(gift.phone, program.region)
    content = rules.content_hash(gift, phone)
    known = await _prepared_before(giver, gift.idempotency_key, content)
    if known is not None:
        return known
    await _check(giver, program, gift.points)
    if phone is not None and phone == giver.phone:
        raise BadInput("This is your own number.", path=("phone",))
    label = mask_phone(phone) if phone else await _name_of(giver.program_id, gift.receiver_id)
    row = await db.fetchrow(
        DRAFT,
        new_id(),
        giver.program_id,
        giver.business_id,
        giver.membership_id,
        gift.receiver_id,
        phone is not None,
        phone,
        label,
        gift.points,
        message,
        _key_space(giver),
        gift.idempotency_key,
        content,
        clock.now() + rules.CONFIRM_WITHIN,
    )
    if row is not None:
        return to_gift(row)
    rival = await _prepared_before(giver, gift.idempotency_key, content)
    if rival is None:
        raise IdempotencyMismatch("This idempotency key is in use.", path=("idempotencyKey",))
    return rival


async def confirm(actor: Actor, person_id: UUID, membership_id: UUID, gift_id: UUID) -> GiftInfo:
    """Sends a prepared gift: the points leave the card now, a worker brings them. Again nothing happens.

    Refuses NOT_FOUND, GIFT_EXPIRED, and as `prepare` does for what changed meanwhile.
    """
    giver = await own_card(person_id, membership_id)
    program = await businesses.rules_for(giver.program_id)
    return await db.retrying(lambda: _send(actor, program, giver, gift_id))


async def terms_of(person_id: UUID, membership_id: UUID) -> GiftTerms:
    """What a card may give now. Refuses NOT_FOUND for a card that is not one's own."""
    giver = await own_card(person_id, membership_id)
    program = await businesses.rules_for(giver.program_id)
    given = await given_since(program.id, membership_id, *rules.windows(clock.now(), program.time_zone))
    return rules.terms(await rules_of(program.id), given, is_phone_verified=giver.is_phone_verified)


async def own_card(person_id: UUID, membership_id: UUID) -> Member:
    """A card of the person. Refuses others with NOT_FOUND."""
    cards = (await customers.memberships_of([person_id]))[person_id]
    for card in cards:
        if card.membership_id == membership_id:
            return card
    raise NotFound("There is no such card.", path=("cardId",))


async def _send(actor: Actor, program: ProgramRules, giver: Member, gift_id: UUID) -> GiftInfo:
    """The gift's lock, then the account's: under it what was given before is seen, so that limits hold."""
    now = clock.now()
    async with db.transaction():
        row = await db.fetchrow(FOR_UPDATE, program.id, giver.membership_id, gift_id)
        if row is None:
            raise NotFound("There is no such gift.", path=("giftId",))
        gift = to_gift(row)
        if gift.state is not GiftState.DRAFT:
            return gift
        if gift.confirm_until <= now:
            raise GiftExpired("This was prepared too long ago. Please prepare it again.", path=("giftId",))
        allowed = await rules_of(program.id)
        rules.check_points(gift.points, allowed)
        _check_phone(giver)
        posted = await ledger.send(posting(actor, gift, gift.giver_id, "send"), gift.points)
        given = await given_since(program.id, gift.giver_id, *rules.windows(now, program.time_zone))
        rules.check_given(given, gift.points, allowed)
        sent = await db.fetchrow(
            SENT, program.id, gift.id, posted.tx_id, now, now + timedelta(days=allowed.wait_days)
        )
        if sent is None:
            raise RuntimeError("the gift was not found under its own lock")
        await outbox.announce(
            GiftSent(
                program_id=program.id,
                business_id=gift.business_id,
                gift_id=gift.id,
                giver_id=gift.giver_id,
                points=gift.points,
            )
        )
    return to_gift(sent)


def posting(actor: Actor, gift: GiftInfo, membership_id: UUID, verb: str) -> ledger.PostingRequest:
    """The request to the ledger; its key follows from the gift, which exists once."""
    return ledger.PostingRequest(
        program_id=gift.program_id,
        business_id=gift.business_id,
        membership_id=membership_id,
        source=LEDGER_SOURCE,
        idempotency_key=f"{verb}:{gift.id}",
        request_hash=gift.id.hex,
        occurred_at=clock.now(),
        device_id=actor.device_id,
        reference_id=gift.id,
        reason=gift.message,
    )


async def _check(giver: Member, program: ProgramRules, points: int) -> None:
    """What can be told beforehand; points and limits are decided where they are taken."""
    allowed = await rules_of(program.id)
    rules.check_points(points, allowed)
    _check_phone(giver)
    given = await given_since(program.id, giver.membership_id, *rules.windows(clock.now(), program.time_zone))
    rules.check_given(given, points, allowed)
    balance = (await ledger.balances_for([giver.membership_id]))[giver.membership_id].available
    if balance < points:
        raise ledger.InsufficientPoints(
            f"There are only {max(balance, 0)} points to give.",
            path=("points",),
            params={"available": max(balance, 0), "needed": points},
        )


def _check_phone(giver: Member) -> None:
    if not giver.is_phone_verified:
        raise PhoneUnverified("Please prove your phone number first.", path=("cardId",))


async def _name_of(program_id: UUID, receiver_id: UUID | None) -> str:
    """The first name of a member whose card was shown. Refuses one of another program with NOT_FOUND."""
    ids = [] if receiver_id is None else [receiver_id]
    found = await customers.first_names(program_id, ids)
    if receiver_id not in found:
        raise NotFound("There is no such card in this program.", path=("receiverToken",))
    return found[receiver_id]


async def _prepared_before(giver: Member, key: str, content: str) -> GiftInfo | None:
    found = await gift_by_key(giver.program_id, _key_space(giver), key)
    if found is None:
        return None
    if found[1] != content:
        raise IdempotencyMismatch(
            "This idempotency key was used before for another gift.", path=("idempotencyKey",)
        )
    return found[0]


def _key_space(giver: Member) -> str:
    return f"m:{giver.membership_id.hex}"
