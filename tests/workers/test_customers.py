"""What people are told of their own changes."""

import orjson
import pytest

from api import customers, notifications
from api.core import db as database
from api.core.audit import SYSTEM
from api.core.phone import mask_phone
from tests.customers.conftest import KeptCodes, inbox
from tests.factories.businesses import make_business
from tests.factories.customers import make_member, some_phone
from workers import listeners

pytestmark = pytest.mark.integration
__all__ = ["inbox"]
NEWEST = "SELECT id FROM outbox WHERE program_id = $1 AND name = 'customers.phone_changed' ORDER BY id DESC LIMIT 1"
TOLD = "SELECT membership_id, kind, params, link FROM message WHERE program_id = ANY ($1::uuid[])"


async def test_a_changed_number_is_told_once_on_one_card(db: None, inbox: KeptCodes) -> None:
    """Given cards in two shops, when their holder changes the number, then one message says so, masked."""
    shops = [await make_business(), await make_business(name="Sari Palace")]
    old, new = some_phone(), some_phone()
    first, _ = [await make_member(shop, phone=old) for shop in shops]
    person_id, _ = await customers.claim_phone(old)
    await customers.request_phone_change(person_id, new)
    await customers.change_phone(SYSTEM, person_id, new, inbox.to(new), inbox.to(old))

    facts = [await database.fetchval(NEWEST, shop.program_id) for shop in shops]
    assert facts[1] is None
    assert await listeners.react("customers.tell_phone_changed", str(facts[0]))
    assert not await listeners.react("customers.tell_phone_changed", str(facts[0]))
    (told,) = await database.fetch(TOLD, [shop.program_id for shop in shops])
    params = orjson.loads(told["params"])
    assert (told["membership_id"], told["kind"], told["link"]) == (
        first.membership_id,
        "phone_changed",
        "/you",
    )
    assert params == {"phone": mask_phone(new)}
    assert notifications.text_of("phone_changed", params, "de").title == "Ihre Nummer wurde geändert"
