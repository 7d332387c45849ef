"""Which branches the source's bills name, and the store that each of them leads to."""

from pathlib import Path
from uuid import uuid4

import pytest

from api import businesses, erp
from api.core.errors import Refusal
from api.core.ids import to_global_id
from api.erp.service.replaying import replay_rows
from tests.erp.plain import PlainTill
from tests.factories.businesses import make_business, token_of
from tests.factories.erp import connect
from tests.graphql.asking import ask

pytestmark = pytest.mark.integration

ASHA = "+919820000001"
LOOK = "query($id: ID!) { erpSeenBranches(connectionId: $id) { code bills waiting storeId isExcluded } }"


async def test_a_branch_is_named_by_choosing(db: None, scratch: Path) -> None:
    """Given bills of three branches, then each is told with its store; the unknown one is chosen and waits no more."""
    tenant = await make_business()
    second = await businesses.create_store(tenant.owner, tenant.business_id, name="Two", code="KB")
    till = PlainTill(scratch / "till.db")
    synced = await connect(tenant, till.path, preset="generic")
    asked = (tenant.program_id, tenant.business_id, synced.connection_id)
    assert await erp.seen_branches(*asked) == []
    await erp.save_rules(tenant.owner, *asked, {"default_store_id": None, "excluded_branches": ["W"]})
    for key, branch in (("1", "kb"), ("2", " Z9 "), ("3", "Z9"), ("4", "W")):
        till.bill(key, phone=ASHA, branch=branch)
    await synced.backfill()

    token, variables = await token_of(tenant), {"id": to_global_id("ErpConnection", synced.connection_id)}
    store = to_global_id("Store", second.id)
    seen = {each["code"]: each for each in (await ask(LOOK, variables, token=token))["erpSeenBranches"]}
    assert seen.pop("kb") == {"code": "kb", "bills": 1, "waiting": 0, "storeId": store, "isExcluded": False}
    assert seen["Z9"] == {"code": "Z9", "bills": 0, "waiting": 2, "storeId": None, "isExcluded": False}
    assert (seen["W"]["waiting"], seen["W"]["isExcluded"]) == (0, True)

    await erp.save_rules(tenant.owner, *asked, {"branches": {"Z9": second.id}})
    assert (await replay_rows(synced.invoices)).new == 2
    (chosen,) = [each for each in await erp.seen_branches(*asked) if each.code == "Z9"]
    assert (chosen.bills, chosen.waiting, chosen.store_id) == (2, 0, second.id)


async def test_branches_of_others_are_not_told(db: None) -> None:
    """Given a connection of nobody here, then its branches are not found."""
    tenant = await make_business()
    with pytest.raises(Refusal) as refused:
        await erp.seen_branches(tenant.program_id, tenant.business_id, uuid4())
    assert refused.value.code == "NOT_FOUND"
