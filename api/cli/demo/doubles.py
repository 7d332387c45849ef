"""Somebody whom the demo's bakery had twice: once by a slip of the keys, and one again since."""

from uuid import UUID

from api import customers, purchases
from api.core.audit import Actor
from api.core.money import Money
from api.customers import MergeMembers
from api.purchases import RecordPurchase

PHONE = "+919000000099"
BILLS = (31_000, 9_000, 14_500)


async def join_double(
    actor: Actor, program_id: UUID, business_id: UUID, store_id: UUID, phone: str, *, currency: str
) -> None:
    """Whoever has this number had a second entry, with some bills, which was merged into theirs."""
    kept = await customers.member_by_phone(program_id, business_id, phone)
    if kept is None:
        raise RuntimeError(f"{phone} was not enrolled")
    slip = kept.name[:1] + kept.name[2:]
    gone = await customers.find_or_enrol(actor, program_id, business_id, PHONE, name=slip)
    for number, amount in enumerate(BILLS):
        sale = RecordPurchase(
            idempotency_key=f"demo-double-{number}",
            store_id=store_id,
            amount=Money(amount, currency),
            phone=PHONE,
            bill_number=f"D-{number + 1:03}",
        )
        await purchases.record(actor, business_id, sale)
    merge = MergeMembers(
        kept.membership_id, gone.member.membership_id, "demo-double", "Entered twice at the till"
    )
    await customers.merge_members(actor, program_id, business_id, merge)
