"""A new number for somebody who is signed in, proved by a code to it and one to the number that they hold."""

from uuid import UUID

from api import identity
from api.core import audit, db, outbox
from api.core.audit import Actor
from api.core.errors import BadInput, NotFound
from api.core.ids import new_id
from api.core.phone import mask_phone, normalise_phone
from api.customers.errors import CodeExpired, SamePhone, WrongCode
from api.customers.events import PhoneChanged
from api.customers.queries import memberships_of, people_by_id
from api.customers.service.codes import (
    AGAIN_SECONDS,
    EXPIRED,
    Sought,
    Spent,
    lasts_seconds,
    send_codes,
    spend_try,
    use_code,
)
from api.customers.service.persons import claim_phone
from api.customers.types import CodeChannel, CodePurpose, PersonInfo, PhoneChangeRequested

PROVED = """
    SELECT phone FROM phone_claim WHERE person_id = $1 AND verified_at IS NOT NULL AND released_at IS NULL
    ORDER BY verified_at DESC LIMIT 1
"""
# the person first, then numbers, as where somebody joins a program: no two wait for each other. Keys stay free, so
# that a row that refers to the person may be written meanwhile.
LOCK = "SELECT id FROM person WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE"
LOCK_PHONES = "SELECT lock_phones($1::text[])"
CODE, CURRENT_CODE = ("code",), ("currentCode",)


async def request_phone_change(
    person_id: UUID,
    phone: str,
    *,
    region: str | None = None,
    channel: CodeChannel = CodeChannel.SMS,
    language: str = "en",
    address: str | None = None,
) -> PhoneChangeRequested:
    """Sends a code to the new number and one to the number that the person holds, if they have proved one.

    Both are good for this change of this person alone. Whoever holds the new number is not looked at. Refuses with
    BAD_PHONE, SAME_PHONE, RATE_LIMITED (retry_after_seconds) and CODE_NOT_SENT, as `request_sign_in_code`.
    """
    e164 = normalise_phone(phone, region)
    current = await _proved_phone(person_id)
    _check_is_new(e164, current)
    wanted = [_code_to_new(person_id, e164)]
    if current is not None:
        wanted.append(_code_to_current(person_id, e164, current))
    await send_codes(wanted, channel=channel, language=language, address=address)
    return PhoneChangeRequested(e164, current and mask_phone(current), lasts_seconds(), AGAIN_SECONDS)


async def change_phone(
    actor: Actor,
    person_id: UUID,
    phone: str,
    code: str,
    current_code: str | None = None,
    *,
    region: str | None = None,
    session_id: UUID | None = None,
) -> PersonInfo:
    """Gives a signed-in person the number, proved by both codes, and lets the old one go; as `claim_phone`.

    Every session of the person ends but `session_id`. Refuses with BAD_PHONE, SAME_PHONE, and at the code that it
    concerns WRONG_CODE (tries_left), CODE_EXPIRED, and BAD_INPUT where the current number's code is missing. The two
    codes have five tries together. Call it outside a transaction, so that a spent try stays spent.
    """
    e164 = normalise_phone(phone, region)
    current = await _proved_phone(person_id)
    _check_is_new(e164, current)
    spent = await _spend_tries(person_id, e164, current, code, current_code)
    async with db.transaction():
        await _lock(person_id, e164, current)
        for each in spent:
            await use_code(each)
        await claim_phone(e164, person_id=person_id)
        await identity.end_sessions_of_person(person_id, "phone_changed", keep=session_id)
        await audit.record(
            actor,
            "customers.phone_changed",
            target=("Person", person_id),
            before={"phone": current and mask_phone(current)},
            after={"phone": mask_phone(e164)},
        )
        await _announce(person_id)
        return (await people_by_id([person_id]))[person_id]


def _check_is_new(phone: str, current: str | None) -> None:
    if phone == current:
        raise SamePhone("This is the number that you have now.", path=("phone",))


def _code_to_new(person_id: UUID, phone: str) -> Sought:
    return Sought(phone, CodePurpose.NEW_PHONE, str(person_id))


def _code_to_current(person_id: UUID, phone: str, current: str) -> Sought:
    return Sought(current, CodePurpose.OLD_PHONE, f"{person_id}:{phone}")


async def _spend_tries(
    person_id: UUID, phone: str, current: str | None, code: str, current_code: str | None
) -> list[Spent]:
    if current is not None and current_code is None:
        raise BadInput("Please give the code that was sent to your present number too.", path=CURRENT_CODE)
    new = await spend_try(_code_to_new(person_id, phone), code, path=CODE)
    if current is None:
        return [new]
    try:
        old = await spend_try(
            _code_to_current(person_id, phone, current), current_code or "", path=CURRENT_CODE
        )
    except WrongCode as wrong:
        wrong.params["tries_left"] = new.tries_left
        raise
    return [new, old]


async def _lock(person_id: UUID, phone: str, current: str | None) -> None:
    """Person and numbers are this change's alone; refuses where they are no longer what the codes were sent for."""
    if await db.fetchval(LOCK, person_id) is None:
        raise NotFound("There is no such person.")
    await db.execute(LOCK_PHONES, [each for each in (phone, current) if each is not None])
    if await _proved_phone(person_id) != current:
        raise CodeExpired(EXPIRED, path=CODE)


async def _announce(person_id: UUID) -> None:
    for card in (await memberships_of([person_id]))[person_id][:1]:
        await outbox.announce(
            PhoneChanged(
                program_id=card.program_id,
                change_id=new_id(),
                membership_id=card.membership_id,
                person_id=person_id,
            )
        )


async def _proved_phone(person_id: UUID) -> str | None:
    phone: str | None = await db.fetchval(PROVED, person_id)
    return phone
