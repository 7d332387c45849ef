"""Mistakes that a compiler of reads can make, planted one at a time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import graphql.execution.collect_fields as collecting
import pytest
from graphql import GraphQLEnumType, get_named_type

from api.graphql.base.plan import batches, cells, declare, pages, scalars, scope, shapes, statements
from api.graphql.base.plan import compile as compiling
from api.graphql.base.plan.arguments import given
from api.graphql.base.plan.bindings import Moment
from api.graphql.base.plan.cells import CellWriter
from api.graphql.base.plan.compile import Compiler
from api.graphql.base.plan.cursors import Order
from api.graphql.base.plan.json_sql import array_of, or_null
from api.graphql.base.plan.pages import PageWriter
from api.graphql.base.plan.plan import Plan
from api.graphql.base.plan.together import Statement
from api.graphql.base.viewer import Viewer

Plant = Callable[[pytest.MonkeyPatch], None]


def lists_unordered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(compiling, "array_of", lambda item, _: array_of(item, ""))


def first_of_any_order(patch: pytest.MonkeyPatch) -> None:
    one = Compiler._one
    patch.setattr(
        Compiler, "_one", lambda self, frame, relation, *rest: one(self, frame, _by_key(relation), *rest)
    )


def _by_key(relation: declare.One) -> declare.One:
    return replace(relation, order="self.pk") if relation.order else relation


def cursor_without_its_last_key(patch: pytest.MonkeyPatch) -> None:
    cursor = Order.cursor
    patch.setattr(
        Order, "cursor", lambda self, alias: cursor(replace(self, columns=self.columns[:-1]), alias)
    )


def next_page_by_the_first_key(patch: pytest.MonkeyPatch) -> None:
    beyond = Order.beyond
    patch.setattr(
        Order,
        "beyond",
        lambda self, alias, values: beyond(replace(self, columns=self.columns[:1]), alias, values[:1]),
    )


def tenant_left_out_of_joins(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(scope, "_tenant", lambda *_: [])


def permissions_of_inner_fields_not_gathered(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Plan, "admits", lambda self, viewer: all(guard.admits(viewer) for guard in self.guards[:1]))


def arguments_of_the_first_request(patch: pytest.MonkeyPatch) -> None:
    known: dict[int, Any] = {}
    arguments = Plan.arguments
    patch.setattr(
        Plan, "arguments", lambda self, variables: known.setdefault(id(self), arguments(self, variables))
    )


def viewer_of_the_first_request(patch: pytest.MonkeyPatch) -> None:
    known: dict[int, Viewer] = {}
    values = Plan.values

    def remembered(self: Plan, moment: Moment) -> list[object]:
        return values(self, replace(moment, viewer=known.setdefault(id(self), moment.viewer)))

    patch.setattr(Plan, "values", remembered)


def promised_values_may_be_null(patch: pytest.MonkeyPatch) -> None:
    for module in (compiling, cells):
        patch.setattr(module, "or_absent", lambda value, _: or_null(value))


def texts_not_escaped(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(scalars.FORMS, "String", lambda value: f"('\"' || {value} || '\"')")


def moments_with_all_their_zeros(patch: pytest.MonkeyPatch) -> None:
    form = """to_char({} AT TIME ZONE 'UTC', '"\\""YYYY-MM-DD"T"HH24:MI:SS.US"Z\\""')"""
    patch.setitem(scalars.FORMS, "DateTime", form.format)


def booleans_as_postgresql_writes_them(patch: pytest.MonkeyPatch) -> None:
    patch.setitem(scalars.FORMS, "Boolean", lambda value: f"left({value}::text, 1)")


def enums_in_lower_case(patch: pytest.MonkeyPatch) -> None:
    form = scalars.form

    def lower(kind: Any, value: str) -> str | None:
        is_enum = isinstance(get_named_type(kind), GraphQLEnumType)
        return f"lower({form(kind, value)})" if is_enum else form(kind, value)

    patch.setattr(cells, "form", lower)


def names_of_rows_collide(patch: pytest.MonkeyPatch) -> None:
    alias = Compiler.alias
    patch.setattr(Compiler, "alias", lambda self: f"t{int(alias(self)[1:]) % 2}")


def next_page_off_by_one(patch: pytest.MonkeyPatch) -> None:
    info = PageWriter._page_info
    patch.setattr(
        PageWriter, "_page_info", lambda self, *given: info(self, *given).replace("count(*) >", "count(*) >=")
    )


def page_of_one_too_few(patch: pytest.MonkeyPatch) -> None:
    rows = PageWriter._rows
    patch.setattr(PageWriter, "_rows", lambda self, page: rows(self, replace(page, size=page.size - 1)))


def never_a_page_before(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(statements.Window, "starts_later", False)


def total_without_filters(patch: pytest.MonkeyPatch) -> None:
    total = PageWriter._total

    def unfiltered(self: PageWriter) -> str:
        was, self.values = self.values, {}
        try:
            return total(self)
        finally:
            self.values = was

    patch.setattr(PageWriter, "_total", unfiltered)


def last_filter_dropped(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(statements, "given", lambda values, relation: given(values, relation)[:-1])


def default_missing(patch: pytest.MonkeyPatch) -> None:
    column = CellWriter._column
    patch.setattr(
        CellWriter,
        "_column",
        lambda self, declared, definition: column(self, replace(declared, default=None), definition),
    )


def value_is_null_with_its_last_column(patch: pytest.MonkeyPatch) -> None:
    def last(columns: declare.Columns) -> str:
        place = list(columns.values())[-1]
        return place if isinstance(place, str) else last(place)

    patch.setattr(cells, "first_column", last)


def switches_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(collecting, "should_include_node", lambda *_: True)


def second_selection_of_a_field_forgotten(patch: pytest.MonkeyPatch) -> None:
    fields = Compiler.fields_of
    patch.setattr(Compiler, "fields_of", lambda self, kind, details: fields(self, kind, details[:1]))


def fields_in_alphabetical_order(patch: pytest.MonkeyPatch) -> None:
    fields = Compiler.fields_of
    patch.setattr(
        Compiler, "fields_of", lambda self, kind, details: dict(sorted(fields(self, kind, details).items()))
    )


def shape_without_enums(patch: pytest.MonkeyPatch) -> None:
    _reshape(patch, lambda kind: isinstance(kind, GraphQLEnumType))


def shape_without_switches_and_sizes(patch: pytest.MonkeyPatch) -> None:
    _reshape(patch, lambda kind: kind.name in shapes.BY_VALUE)


def shape_without_types_of_ids(patch: pytest.MonkeyPatch) -> None:
    _reshape(patch, lambda kind: kind.name == "ID")


def _reshape(patch: pytest.MonkeyPatch, is_flat: Callable[[Any], bool]) -> None:
    shape = shapes._shape

    def flat(kind: Any, value: Any) -> Any:
        return "given" if value is not None and is_flat(get_named_type(kind)) else shape(kind, value)

    patch.setattr(shapes, "_shape", flat)


def shape_without_presence(patch: pytest.MonkeyPatch) -> None:
    shape = shapes._shape
    patch.setattr(shapes, "_shape", lambda kind, value: "given" if value is None else shape(kind, value))


def type_names_of_the_connection(patch: pytest.MonkeyPatch) -> None:
    edge = PageWriter._edge
    patch.setattr(
        PageWriter,
        "_edge",
        lambda self, connection, details: edge(self, connection, details).replace("Edge", connection.name),
    )


def total_of_three_at_most(patch: pytest.MonkeyPatch) -> None:
    counting = batches.counting
    patch.setattr(pages, "counting", lambda *given: f"{counting(*given)} LIMIT 3")


def joined_by_another_condition(patch: pytest.MonkeyPatch) -> None:
    join = CellWriter._join

    def shared(self: CellWriter, via: declare.Via) -> str:
        return join(self, replace(via, on="self.pk = parent.pk"))

    patch.setattr(CellWriter, "_join", shared)


def answers_of_neighbours(patch: pytest.MonkeyPatch) -> None:
    write = Statement.__post_init__

    def backwards(self: Statement) -> None:
        write(self)
        object.__setattr__(self, "many", self.many.replace("asked.nth", "-asked.nth"))

    patch.setattr(Statement, "__post_init__", backwards)


COMMON: Sequence[Plant] = (
    cursor_without_its_last_key,
    tenant_left_out_of_joins,
    permissions_of_inner_fields_not_gathered,
    arguments_of_the_first_request,
    viewer_of_the_first_request,
    texts_not_escaped,
    moments_with_all_their_zeros,
    booleans_as_postgresql_writes_them,
    enums_in_lower_case,
    names_of_rows_collide,
    page_of_one_too_few,
    total_without_filters,
    total_of_three_at_most,
    last_filter_dropped,
    value_is_null_with_its_last_column,
    switches_ignored,
    second_selection_of_a_field_forgotten,
    fields_in_alphabetical_order,
    shape_without_switches_and_sizes,
    answers_of_neighbours,
)
"""Noticed within some dozens of answers."""

RARE: Sequence[Plant] = (
    lists_unordered,
    first_of_any_order,
    next_page_by_the_first_key,
    next_page_off_by_one,
    never_a_page_before,
    promised_values_may_be_null,
    default_missing,
    shape_without_enums,
    shape_without_types_of_ids,
    shape_without_presence,
    type_names_of_the_connection,
    joined_by_another_condition,
)
"""Noticed within some hundreds."""

TOGETHER = frozenset({answers_of_neighbours})
"""Only to be seen where many are answered together."""
