"""Reads of rates, packs, periods and statements, and of what points cost in the end."""

import base64
from typing import Annotated

import strawberry

from api import ledger, purchases
from api.core.ids import key_of
from api.graphql.base import Connection, Info, Money, Points, RateLimit, many, one, pages, query
from api.graphql.ledger.clearing_types import (
    PACKS_SEEN,
    RATES_SEEN,
    STATEMENTS_SEEN,
    VIEWERS,
    ClearedPoints,
    ClearingPack,
    ClearingRate,
    LiabilityMonth,
    LiabilityReport,
    OpenClearing,
    SettlementPeriod,
    SettlementStatement,
)

STATEMENT = Annotated[strawberry.ID, strawberry.argument(description="Which statement.")]


@strawberry.type
class ClearingQueries:
    """Fields of Query."""

    clearing_rates: Connection[ClearingRate] = pages(
        "Money agreed for points, the newest first: for all, for the caller's own; every one for the program's owner.",
        RATES_SEEN,
        order="valid_from desc, pk desc",
        guard=VIEWERS,
    )
    clearing_packs: Connection[ClearingPack] = pages(
        "Points bought in advance: by the caller's business, and from it.",
        PACKS_SEEN,
        order="created_at desc, pk desc",
        guard=VIEWERS,
    )
    settlement_periods: Connection[SettlementPeriod] = pages(
        "Settlement periods of the program, the newest first.",
        order="number desc, pk desc",
        guard=VIEWERS,
    )
    settlement_statement: SettlementStatement | None = one(
        "A statement of the caller's business, or any of the program for its owner; null where there is none.",
        f"self.pk = :id AND {STATEMENTS_SEEN}",
        args={"id": STATEMENT},
        ids={"id": "SettlementStatement"},
        guard=VIEWERS,
    )
    open_clearing: list[OpenClearing] = many(
        "What no period has taken yet, by partner.", "true", order="partner_pk", guard=VIEWERS
    )
    open_redemptions: Connection[ClearedPoints] = pages(
        "Redemptions between the caller's business and others that no period has taken yet, newest first.",
        "self.period_pk IS NULL",
        order="occurred_at desc, pk desc",
        guard=VIEWERS,
    )

    @query(
        VIEWERS,
        description="A statement as CSV: its lines, its payments, and for the business itself every redemption.",
        cost=200,
        limit=RateLimit("statement-file", "60/minute"),
    )
    async def settlement_statement_csv(self, info: Info, statement_id: STATEMENT) -> str:
        """Of one's own business, or any of the program for its owner."""
        viewer = info.context.viewer
        key = key_of(statement_id, "SettlementStatement", path=("statementId",))
        return await ledger.statement_csv(viewer.the_program(), viewer.the_business(), key)

    @query(
        VIEWERS,
        description="A statement as PDF in base64, in the program's language.",
        cost=200,
        limit=RateLimit("statement-file", "60/minute"),
    )
    async def settlement_statement_pdf(self, info: Info, statement_id: STATEMENT) -> str:
        """Of one's own business, or any of the program for its owner."""
        viewer = info.context.viewer
        key = key_of(statement_id, "SettlementStatement", path=("statementId",))
        made = await ledger.statement_pdf(viewer.the_program(), viewer.the_business(), key)
        return base64.b64encode(made).decode()

    @query(
        VIEWERS,
        description="What the caller's own points cost in the end: by month of earning, with what is expected.",
        cost=200,
        limit=RateLimit("liability", "30/minute"),
    )
    async def liability_report(self, info: Info) -> LiabilityReport:
        """Of one's own business."""
        return _shown(await purchases.liability_of(info.context.viewer.the_business()))


def _shown(found: purchases.Liability) -> LiabilityReport:
    def money(minor: int) -> Money:
        return Money(minor_units=Points(minor), currency=found.currency)

    return LiabilityReport(
        months=[
            LiabilityMonth(
                month=each.month,
                issued=Points(each.issued),
                redeemed=Points(each.redeemed),
                expired=Points(each.expired),
                returned=Points(each.returned),
                outstanding=Points(each.outstanding),
                expected=Points(each.expected),
                deferred=money(each.deferred_minor),
                provision=money(each.provision_minor),
            )
            for each in found.months
        ],
        redemption_rate=found.redemption_rate,
        outstanding=Points(found.outstanding),
        deferred=money(found.deferred_minor),
        provision=money(found.provision_minor),
    )
