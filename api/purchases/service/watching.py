"""Awards as the business's review rules see them: asked before they are posted, and put into the queue with them."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from api import identity, ledger, reviews
from api.businesses import ProgramRules
from api.core import db
from api.core.audit import Actor
from api.customers import Member
from api.ledger import Posting, PostingRequest
from api.reviews import ReviewRule, RuleKind, Verdict

NUMBER_KNOWN = """
    SELECT EXISTS (
        SELECT FROM purchase WHERE business_id = $1 AND lower(bill_number) = lower($2) AND program_id = $3
            AND id <> $4 AND status <> 'voided' AND occurred_at > $5)
"""


async def look_at(
    program: ProgramRules,
    posting: PostingRequest,
    member: Member,
    points: int,
    bill_number: str | None = None,
) -> Verdict:
    """What the rules of the business say of points about to be given. Refuses AWARD_REFUSED.

    Where no business of the program watches, nothing is asked.
    """
    if not program.watches_awards:
        return Verdict()
    is_by_hand = posting.reference_id is None
    if is_by_hand and await ledger.is_posted(program.id, posting.source, posting.idempotency_key):
        return Verdict()  # a replay: it was judged when it was new, as a bill is before it has its row
    rules = await reviews.rules_of(program.id, posting.business_id, only_active=True)
    if not rules:
        return Verdict()
    award = reviews.Award(
        program_id=program.id,
        business_id=posting.business_id,
        membership_id=member.membership_id,
        points=points,
        is_by_hand=is_by_hand,
        local=posting.occurred_at.astimezone(ZoneInfo(program.time_zone)),
        store_id=posting.store_id,
        staff_id=posting.staff_id,
        is_own_card=await _is_own_card(rules, posting, member),
        is_bill_number_known=await _is_number_known(rules, posting, bill_number),
    )
    return await reviews.judge(rules, award)


async def hold_back(posting: PostingRequest, posted: Posting, verdict: Verdict, staff_name: str) -> None:
    """Puts held points into the queue, with the reasons; in the transaction that posted them."""
    if not verdict.is_held or posted.is_replay or posted.points == 0:
        return
    held = reviews.HeldAward(
        program_id=posting.program_id,
        business_id=posting.business_id,
        tx_id=posted.tx_id,
        membership_id=posting.membership_id,
        points=posted.points,
        occurred_at=posting.occurred_at,
        purchase_id=posting.reference_id,
        store_id=posting.store_id,
        staff_id=posting.staff_id,
        staff_name=staff_name,
    )
    await reviews.open_item(held, verdict.reasons)


async def give(
    actor: Actor,
    program: ProgramRules,
    posting: PostingRequest,
    member: Member,
    points: int,
    bill_number: str | None = None,
) -> Posting:
    """Gives earned points, in the caller's transaction: as they are, held for review, or not at all."""
    verdict = await look_at(program, posting, member, points, bill_number)
    posted = await ledger.earn(posting, points, ledger.policy_of(program), held=verdict.is_held)
    await hold_back(posting, posted, verdict, actor.name)
    return posted


async def _is_own_card(rules: tuple[ReviewRule, ...], posting: PostingRequest, member: Member) -> bool:
    if posting.staff_id is None or not any(rule.kind is RuleKind.OWN_CARD for rule in rules):
        return False
    return await owns(posting.staff_id, member)


async def owns(staff_id: UUID, member: Member) -> bool:
    """Whether the card is that of the staff member: the same person, or the same e-mail address."""
    face = await identity.face_of_staff(staff_id)
    if face is None:
        return False
    return face.person_id == member.person_id or (face.email is not None and face.email == member.email)


async def _is_number_known(
    rules: tuple[ReviewRule, ...], posting: PostingRequest, bill_number: str | None
) -> bool:
    days = next((rule.days for rule in rules if rule.kind is RuleKind.SAME_BILL_NUMBER), None)
    if days is None or not bill_number or posting.reference_id is None:
        return False
    since: datetime = posting.occurred_at - timedelta(days=days)
    known: bool = await db.fetchval(
        NUMBER_KNOWN, posting.business_id, bill_number, posting.program_id, posting.reference_id, since
    )
    return known
