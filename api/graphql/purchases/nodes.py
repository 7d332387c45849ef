"""How `node(id:)` finds sales: those of the caller's own business."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from api import purchases
from api.graphql.base import Info, reads_nodes, requires, staff
from api.graphql.purchases.types import (
    EarnRule,
    Purchase,
    PurchaseReturn,
    show_earn_rule,
    show_purchase,
    show_return,
)


@reads_nodes(Purchase, requires("purchases.read"))
async def read_purchases(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, Purchase]:
    """Bills of one's own business."""
    mine = info.context.viewer.the_business()
    found = await purchases.purchases_by_id(keys)
    return {key: show_purchase(bill) for key, bill in found.items() if bill.business_id == mine}


@reads_nodes(PurchaseReturn, requires("purchases.read"))
async def read_returns(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, PurchaseReturn]:
    """Returns of bills of one's own business."""
    mine = info.context.viewer.the_business()
    found = await purchases.returns_by_id(keys)
    bills = await purchases.purchases_by_id({each.purchase_id for each in found.values()})
    return {
        key: show_return(each, bills[each.purchase_id].currency)
        for key, each in found.items()
        if bills[each.purchase_id].business_id == mine
    }


@reads_nodes(EarnRule, staff())
async def read_earn_rules(info: Info, keys: Sequence[UUID]) -> Mapping[UUID, EarnRule]:
    """Rules of one's own business."""
    mine = info.context.viewer.the_business()
    found = await purchases.earn_rules_by_id(keys)
    return {key: show_earn_rule(rule) for key, (business, rule) in found.items() if business == mine}
