"""Everything that the app asks is answered by a plan, but for what is listed here with its reason."""

from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from graphql import (
    ArgumentNode,
    FieldNode,
    OperationDefinitionNode,
    OperationType,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    parse,
    validate,
    visit,
)
from graphql.type import GraphQLNonNull

from api.graphql.base.documents import MAX_REMEMBERED_CHARACTERS
from api.graphql.base.plan.declare import Relation, declaration_of
from tests.graphql.plan.comparing import Found
from tests.graphql.plan.conftest import Bench
from tests.graphql.plan.generator import Operation, Turn
from tests.graphql.plan.inputs import InputWriter
from tests.graphql.plan.values import Place, Values
from tests.support.documents import app_documents

pytestmark = pytest.mark.integration

DOCUMENTS = app_documents()
ASKED = ("owner", "several")
EXECUTED = {
    "ErpMappingOf": "executor: Query.erpOperations is worked out in Python",  # the mapping language itself
    "ErpPresets": "executor: Query.erpPresets is worked out in Python",  # ready-made mappings are code
    "ErpTables": "executor: Query.erpTables is worked out in Python",  # a live look at the source
    "ErpSeenBranches": "executor: Query.erpSeenBranches is worked out in Python",  # rows that wait are mapped
    "ErpTargets": "executor: Query.erpTargets is worked out in Python",  # fields that can be filled are code
    "PreviewErpReset": "executor: Query.previewErpReset is worked out in Python",  # nothing of it is stored
    "Customers with everything": "executor: customers with search",  # words are looked up in stages
    "BulkFile": "executor: Query.bulkFile is worked out in Python",  # signed anew each time
    "CustomerCount": "executor: Query.customerCount is worked out in Python",  # an estimate above 10,000
    "FindProducts with everything": "executor: products with search",  # words are looked up in stages
    "MergeCandidates": "executor: customers with search",
    "PreviewMerge": "executor: Query.previewMerge is worked out in Python",  # counts what every part has
    "FindByPhone": "executor: Query.customerByPhone is worked out in Python",  # counted against guessing
    "ImportProblems": "executor: Query.importProblemsCsv is worked out in Python",  # a file, not a row
    "PreviewBulk": "executor: Query.previewBulk is worked out in Python",  # nothing of it is stored
    "ImportReport": "executor: Query.balanceImportReport is worked out in Python",  # a file, written when asked for
    "PreviewExtension": "executor: Query.previewExtension is worked out in Python",  # counts stored nowhere
    "Settlement with everything": "executor: refused: BAD_CURSOR",  # the cursor is of a list in another order
    "PreviewLadder": "executor: Query.previewTierLadder is worked out in Python",  # rules stored nowhere
    "PreviewSale": "executor: Query.previewPurchase is worked out in Python",  # nothing of it is stored
    "TillVoucherByCode": "executor: Query.voucherByCode is worked out in Python",  # counted against guessing
    "WalletOffers": "executor: Query.availableRewards is worked out in Python",  # each reward's reasons
    "ProgramKeys": "executor: Query.programKeys is worked out in Python",  # made when they are first asked for
    "ApiKeys": "executor: Query.permissions is worked out in Python",  # a catalogue in the code, in no table
    "Team": "executor: Query.permissions is worked out in Python",
    "KidsInsight": "executor: Query.kidsInsight is worked out in Python",  # small groups are left out
    "StatementCsv": "executor: Query.settlementStatementCsv is worked out in Python",  # a file, not a row
    "StatementPdf": "executor: Query.settlementStatementPdf is worked out in Python",  # a file, not a row
    "JoinLink": "executor: Query.joinLink is worked out in Python",  # of the address of this installation
    "JoinPoster": "executor: Query.joinPosterPdf is worked out in Python",  # a file, not a row
    "Liability": "executor: Query.liabilityReport is worked out in Python",  # reckoned for a day, stored nowhere
    "BatchCsv": "executor: Query.voucherBatchCsv is worked out in Python",  # a file, not a row
    "TillRewards": "executor: Query.availableRewards is worked out in Python",  # each reward's reasons
    "WalletGifts": "executor: Query.giftTerms is worked out in Python",  # of the caller's programs' rules
    "PartnerOfferOf": "executor: Query.partnerOffer is worked out in Python",  # proved by its token
}
"""What the executor answers, and why."""


class Variables(Visitor):
    """Where each variable of a document is used: the field and the path of its argument."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self._field: tuple[str, str, Mapping[str, str]] = ("", "", {})
        self._argument = ""
        self.found: dict[str, tuple[Place, Any, Mapping[str, str]]] = {}

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Fields have no fields among their arguments, so one is remembered."""
        definition, parent = self._types.get_field_def(), self._types.get_parent_type()
        declared = declaration_of(definition.extensions.get("strawberry-definition")) if definition else None
        ids = declared.ids if isinstance(declared, Relation) else {}
        self._field = (parent.name if parent else "", node.name.value, ids)

    def enter_argument(self, node: ArgumentNode, *_: Any) -> None:
        """A variable as a whole argument: the app uses no other."""
        parent, name, ids = self._field
        if isinstance(node.value, VariableNode):
            path = node.name.value
            place = Place(parent, name, path, ids.get(path))
            self.found[node.value.name.value] = (place, self._types.get_input_type(), ids)


def operation_of(text: str) -> OperationDefinitionNode:
    """The one operation of a document."""
    return next(each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode))


def variables_of(bench: Bench, text: str, viewer: str, *, everything: bool) -> dict[str, Any]:
    """Right values: for all variables, or for those that the operation wants."""
    types = TypeInfo(bench.core)
    used = Variables(types)
    visit(parse(text), TypeInfoVisitor(types, used))
    writer = InputWriter(Random(3), Values(Random(3), bench.town, bench.material, [viewer], is_careful=True))
    wanted = {
        each.variable.name.value
        for each in operation_of(text).variable_definitions or ()
        if everything or each.type.kind == "non_null_type"
    }
    return {
        name: writer.plain(place, GraphQLNonNull(_bare(kind)), 0, {}, ids)
        for name, (place, kind, ids) in used.found.items()
        if name in wanted
    }


def _bare(kind: Any) -> Any:
    return kind.of_type if isinstance(kind, GraphQLNonNull) else kind


async def asked(bench: Bench, name: str, variables: Mapping[str, Any], viewer: str) -> Found:
    """What answers a document that is met again, and whether it is the executor's answer."""
    turn = Turn(viewer, dict(variables))
    operation = Operation(DOCUMENTS[name], name, (turn,))
    bench.comparer.warm(operation)
    return await bench.comparer.compare(operation, turn, await bench.comparer.expected(operation, turn))


def test_every_document_of_the_app_is_valid(bench: Bench) -> None:
    wrong = {name: validate(bench.core, parse(text)) for name, text in DOCUMENTS.items()}
    assert {name: errors for name, errors in wrong.items() if errors} == {}
    assert len(DOCUMENTS) > 50


def test_every_document_of_the_app_is_short_enough_to_be_kept() -> None:
    assert {name for name, text in DOCUMENTS.items() if len(text) > MAX_REMEMBERED_CHARACTERS} == set()


async def test_every_read_of_the_app_is_planned(bench: Bench) -> None:
    """Given each query and subscription, as staff and as customer, when it comes again, then a plan answers it."""
    executed: dict[str, str] = {}
    for name, text in DOCUMENTS.items():
        if operation_of(text).operation is OperationType.MUTATION:
            continue
        least, most = [await why_executed(bench, name, everything=each) for each in (False, True)]
        if least:
            executed[name] = least
        elif most:
            executed[f"{name} with everything"] = most
    assert executed == EXECUTED


async def why_executed(bench: Bench, name: str, *, everything: bool) -> str:
    """Why no plan answers anybody; empty where one does."""
    hows = []
    for viewer in ASKED:
        variables = variables_of(bench, DOCUMENTS[name], viewer, everything=everything)
        found = await asked(bench, name, variables, viewer)
        assert not found.difference, (name, variables, found.difference)
        hows.append(found.how)
    return "" if "plan" in hows else next(each for each in hows if each != "executor: denied")
