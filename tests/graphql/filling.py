"""What a world has besides its settings: sales, rewards, presents, waiting points, partners, a synced system."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from api import ledger, notifications, promotions
from api.businesses import PendingKind
from api.core import clock, db
from api.core.ids import to_global_id
from api.graphql.base.engine import Engine
from tests.factories.businesses import make_business
from tests.factories.coalition import Coalition
from tests.factories.customers import some_phone
from tests.factories.desk import (
    make_bill,
    make_conflict,
    make_connection,
    make_dead_row,
    make_mapping,
    make_run,
    make_streams,
)
from tests.graphql.acting import do, done, number_of
from tests.graphql.worlds import ID_OF, World, id_of

SALE = """mutation($input: RecordPurchaseInput!) {
  recordPurchase(input: $input) { purchase { id } customer { id } errors { code message path } } }"""


async def sell(engine: Engine, world: World) -> None:
    """A member with a kid, a note and a tag, a bill of theirs, and a return."""
    member = to_global_id("Customer", await id_of(world, ID_OF["Customer"]))
    secret = world.secret
    role = to_global_id("Role", await id_of(world, ID_OF["Role"]))
    birthday = {"month": 5, "day": 31, "year": 2019}
    kid = {"customerId": member, "firstName": secret, "birthday": birthday, "guardianConsent": True}
    things: Sequence[tuple[str, dict[str, Any]]] = (
        ("addNote(input: $i)", {"AddNoteInput": {"customerId": member, "text": secret}}),
        ("tagCustomer(input: $i)", {"TagCustomerInput": {"customerId": member, "name": secret}}),
        ("addKid(input: $i)", {"AddKidInput": kid}),
        ("inviteStaff(input: $i)", {"InviteStaffInput": {"email": f"{secret}@example.com", "roleId": role}}),
        ("issueStamps(input: $i)", {"IssueStampsInput": await _stamps(world, member)}),
        (
            "startBulk(input: $i)",
            {
                "StartBulkInput": {
                    "kind": "TAG",
                    "tagName": secret,
                    "selection": {"customerIds": [member]},
                    "idempotencyKey": uuid4().hex,
                }
            },
        ),
    )
    for field_text, given in things:
        await do(engine, world, field_text, given)
    sale = {
        "idempotencyKey": uuid4().hex,
        "storeId": to_global_id("Store", world.tenant.store_id),
        "customerId": member,
        "amount": {"minorUnits": 500_000, "currency": "INR"},
        "billNumber": secret,
    }
    sold = await done(engine, world, SALE, {"input": sale})
    returned = {
        "idempotencyKey": uuid4().hex,
        "purchaseId": sold["purchase"]["id"],
        "amount": {"minorUnits": 1_000, "currency": "INR"},
        "reason": secret,
    }
    await do(engine, world, "returnPurchase(input: $i)", {"ReturnPurchaseInput": returned})


async def reward(engine: Engine, world: World) -> None:
    """A reward, a voucher of the member, one that was used, and a batch whose one code is the card's number."""
    member = to_global_id("Customer", await id_of(world, ID_OF["Customer"]))
    secret, store = world.secret, to_global_id("Store", world.tenant.store_id)
    shelf = {"name": secret, "kind": "EXPERIENCE", "needsFulfilment": True}
    await do(engine, world, "saveReward(input: $i)", {"SaveRewardInput": shelf})
    key = to_global_id("Reward", await id_of(world, ID_OF["Reward"]))
    given_away = {"customerId": member, "rewardId": key, "reason": secret}
    for _ in range(2):
        given = {"GiveVoucherInput": {**given_away, "idempotencyKey": uuid4().hex}}
        await do(engine, world, "giveVoucher(input: $i)", given)
    code = await db.fetchval(
        "SELECT code FROM voucher WHERE business_id = $1 LIMIT 1", world.tenant.business_id
    )
    used = {"idempotencyKey": uuid4().hex, "code": code, "storeId": store, "billNumber": secret}
    await do(engine, world, "useVoucher(input: $i)", {"UseVoucherInput": used})
    batch = {
        "idempotencyKey": uuid4().hex,
        "rewardId": key,
        "name": secret,
        "codes": [await number_of(world)],
    }
    await do(engine, world, "createVoucherBatch(input: $i)", {"CreateVoucherBatchInput": batch})


async def present(engine: Engine, world: World) -> None:
    """A promotion, and the present that it gave for the birthday of the kid, next May."""
    wanted = {"name": world.secret, "audience": "KIDS", "points": 5}
    await do(engine, world, "savePromotion(input: $i)", {"SavePromotionInput": wanted})
    now = clock.now()
    given = await promotions.give_presents(world.tenant.program_id, now.replace(now.year + 1, 5, 28, 9))
    assert given == 1


async def hold(engine: Engine, world: World) -> None:
    """Points by hand that wait for a decision, under a rule that rests again."""
    rule = {"kind": "POINTS_AT_ONCE", "action": "REVIEW", "most": 1}
    await do(engine, world, "saveReviewRules(input: $i)", {"SaveReviewRulesInput": {"rules": [rule]}})
    award = {
        "idempotencyKey": uuid4().hex,
        "customerId": to_global_id("Customer", await id_of(world, ID_OF["Customer"])),
        "points": 7,
        "description": world.secret,
    }
    await do(engine, world, "awardPoints(input: $i)", {"AwardPointsInput": award})
    resting = rule | {"action": "ALLOW"}
    await do(engine, world, "saveReviewRules(input: $i)", {"SaveReviewRulesInput": {"rules": [resting]}})


async def _stamps(world: World, member: str) -> dict[str, Any]:
    return {
        "idempotencyKey": uuid4().hex,
        "customerId": member,
        "designId": to_global_id("StampDesign", await id_of(world, ID_OF["StampDesign"])),
        "storeId": to_global_id("Store", world.tenant.store_id),
        "reason": world.secret,
    }


async def write(world: World) -> None:
    """A message in the member's inbox: nobody writes one through the API."""
    member = await id_of(world, ID_OF["Customer"])
    params: dict[str, str | int | float | bool | None] = {"points": 3, "text": world.secret}
    await notifications.put_many(
        [notifications.NewMessage(world.tenant.program_id, member, "points_expiring", world.secret, params)]
    )


async def wait(engine: Engine, world: World) -> None:
    """Points that wait, and an extension of the member's points."""
    tenant, member = world.tenant, await id_of(world, ID_OF["Customer"])
    request = ledger.PostingRequest(
        tenant.program_id,
        tenant.business_id,
        member,
        "world",
        world.secret,
        "",
        clock.now(),
        reason=world.secret,
    )
    waits = ledger.LedgerPolicy("Asia/Kolkata", pending_kind=PendingKind.EVENT, pending_days=30)
    await ledger.earn(request, 9, waits)
    days = {"fromDay": "2030-01-01", "toDay": "2030-01-31", "untilDay": "2030-06-30"}
    extension = {
        "idempotencyKey": uuid4().hex,
        "reason": world.secret,
        "extension": {**days, "customerId": to_global_id("Customer", member)},
    }
    await do(engine, world, "extendPoints(input: $i)", {"ExtendPointsInput": extension})
    file = {"fileName": world.secret, "fingerprint": "0" * 64}
    await do(engine, world, "startBalanceImport(input: $i)", {"StartBalanceImportInput": file})
    part = {
        "importId": to_global_id("BalanceImport", await id_of(world, ID_OF["BalanceImport"])),
        "part": 0,
        "text": f"phone,points\n{world.secret},1\n",
        "isLast": False,
    }
    await do(engine, world, "addBalanceRows(input: $i)", {"AddBalanceRowsInput": part})


async def invite_partner(engine: Engine, world: World) -> None:
    """An invitation, and a partner in the program whose points are spent here: a settled month with a payment."""
    invited = {"email": f"partner-{world.secret}@example.com", "terms": world.secret}
    await do(engine, world, "invitePartner(input: $i)", {"InvitePartnerInput": invited})
    rate = {"microMinorUnits": 5_000_000, "note": world.secret}
    await do(engine, world, "setClearingRate(input: $i)", {"SetClearingRateInput": rate})
    tenant = world.tenant
    partner = await make_business(name=f"Partner {world.secret}", program_id=tenant.program_id)
    await ledger.buy_pack(partner.owner, partner.business_id, ledger.NewPack(uuid4().hex, 4))
    shared = Coalition(tenant, [partner])
    await shared.spend(tenant, partner, 10, member=await id_of(world, ID_OF["Customer"]))
    await shared.close()


async def sync(world: World) -> None:
    """A connection that works, its streams, a mapping, a run, a row that could not be taken, a conflict."""
    tenant, secret = world.tenant, world.secret
    connection = await make_connection(tenant, name=secret, database=secret, username=secret)
    stream = (await make_streams(tenant, connection))["invoice"]
    await make_mapping(tenant, stream, secret)
    await make_run(tenant, stream, secret)
    await make_dead_row(tenant, stream, secret, text=secret)
    await make_conflict(tenant, connection, await id_of(world, ID_OF["Customer"]), theirs=secret)
    await make_bill(tenant, connection, secret, secret)


async def merge(engine: Engine, world: World) -> None:
    """A double entry, made one with the member."""
    twice = {"phone": some_phone(), "name": world.secret}
    await do(engine, world, "enrolCustomer(input: $i)", {"EnrolCustomerInput": twice})
    newest = "SELECT id FROM membership WHERE program_id = $1 ORDER BY created_at {}"
    kept, gone = [
        to_global_id("Customer", await id_of(world, newest.format(order))) for order in ("ASC", "DESC")
    ]
    pair = {"keepCustomerId": kept, "goneCustomerId": gone, "reason": world.secret}
    given = {"MergeCustomersInput": {**pair, "idempotencyKey": uuid4().hex}}
    await do(engine, world, "mergeCustomers(input: $i)", given)
