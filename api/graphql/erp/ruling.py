"""What is made of bills, and who wins by field."""

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry

from api import erp
from api.core.ids import key_of
from api.graphql.base import Info, MoneyInput, field, mutation, read
from api.graphql.erp.enums import ErpDateBasis, ErpPolicy, ErpPolicyField
from api.graphql.erp.payloads import MANAGERS, ErpConnectionPayload


@strawberry.input(description="Which store a branch is.")
class ErpBranchInput:
    """A branch."""

    code: str = field("The source's code.")
    store_id: strawberry.ID = field("The store, of one's own business.")


@strawberry.input(description="What is made of bills; what is left out stays.")
class SaveErpRulesInput:
    """Rules."""

    connection_id: strawberry.ID = field("Which connection.")
    branches: list[ErpBranchInput] | None = field("Which branch is which store: all of them.", default=None)
    default_store_id: strawberry.ID | None = field(
        "The store of all other branches; null for none.", default=strawberry.UNSET
    )
    excluded_series: list[str] | None = field("Series that earn nothing: all of them.", default=None)
    excluded_branches: list[str] | None = field("Branches that earn nothing: all of them.", default=None)
    min_bill: MoneyInput | None = field("Bills of less earn nothing.", default=None)
    counts_from: date | None = field(
        "Bills before that day earn nothing; null for all.", default=strawberry.UNSET
    )
    date_basis: ErpDateBasis | None = field("Which of a bill's dates counts.", default=None)
    placeholder_phones: list[str] | None = field("Numbers that are nobody's: all of them.", default=None)
    max_customers_per_phone: int | None = field(
        "A number that more share is nobody's; 1 to 100.", default=None
    )
    return_wait_hours: int | None = field("How long a return waits for its bill, 0 to 720.", default=None)
    claim_days: int | None = field("For how many days a bill can be claimed, 0 to 3,650.", default=None)
    keeps_lines: bool | None = field("Whether the lines of bills are kept.", default=None)
    staff_tag: str | None = field(
        "The tag of customers who work for the shop, of 1 to 40 characters; empty for none.", default=None
    )

    def changes(self) -> erp.RuleChanges:
        """As the domain takes it."""
        given: dict[str, object] = {
            name: found
            for name in (
                "excluded_series",
                "excluded_branches",
                "placeholder_phones",
                "max_customers_per_phone",
                "return_wait_hours",
                "claim_days",
                "keeps_lines",
                "staff_tag",
            )
            if (found := getattr(self, name)) is not None
        }
        if self.branches is not None:
            given["branches"] = {each.code: _store(each.store_id, "branches") for each in self.branches}
        if self.default_store_id is not strawberry.UNSET:
            store = self.default_store_id
            given["default_store_id"] = None if store is None else _store(store, "defaultStoreId")
        if self.counts_from is not strawberry.UNSET:
            given["counts_from"] = self.counts_from
        if self.min_bill is not None:
            given["min_bill"] = self.min_bill.value()
        if self.date_basis is not None:
            given["date_basis"] = erp.DateBasis[self.date_basis.name]
        return given  # type: ignore[return-value] # by name


def _store(text: str, name: str) -> UUID:
    return key_of(text, "Store", path=(name,))


@strawberry.input(description="Who wins about one field.")
class ErpFieldPolicyInput:
    """A policy."""

    field_name: ErpPolicyField = field("The field.")
    policy: ErpPolicy = field("Who wins; CONSENT and KIDS are always OURS_WINS.")


@strawberry.input(description="Who wins, by field; those left out stay.")
class SaveErpPoliciesInput:
    """Policies."""

    connection_id: strawberry.ID = field("Which connection.")
    policies: list[ErpFieldPolicyInput] = field("By field.")


@strawberry.type
class RulingMutations:
    """Fields of Mutation."""

    @mutation(
        MANAGERS, description="Keeps what is made of bills; it holds for those that are read from now on."
    )
    async def save_erp_rules(
        self, info: Info, input: Annotated[SaveErpRulesInput, strawberry.argument(description="The rules.")]
    ) -> ErpConnectionPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        key = key_of(input.connection_id, "ErpConnection", path=("connectionId",))
        await erp.save_rules(
            viewer.actor(), viewer.the_program(), viewer.the_business(), key, input.changes()
        )
        return ErpConnectionPayload(connection=await read(info, "ErpConnection", key))

    @mutation(
        MANAGERS, description="Keeps who wins where the source and we know different things of a customer."
    )
    async def save_erp_policies(
        self,
        info: Info,
        input: Annotated[SaveErpPoliciesInput, strawberry.argument(description="The policies.")],
    ) -> ErpConnectionPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        key = key_of(input.connection_id, "ErpConnection", path=("connectionId",))
        given = {each.field_name.name.lower(): erp.Policy[each.policy.name] for each in input.policies}
        await erp.save_policies(viewer.actor(), viewer.the_program(), viewer.the_business(), key, given)
        return ErpConnectionPayload(connection=await read(info, "ErpConnection", key))
