"""Saved views; bulk runs begun, steered and undone; imports mapped and started."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import strawberry

from api import directory
from api.core.audit import Actor
from api.core.ids import key_of
from api.graphql.base import Info, RateLimit, mutation, read
from api.graphql.directory.inputs import (
    BulkRunInput,
    MapImportInput,
    RemoveCustomerViewInput,
    SaveCustomerViewInput,
    StartBulkInput,
)
from api.graphql.directory.payloads import BulkRunPayload, CustomerViewPayload
from api.graphql.directory.types import READERS, WORKERS

STARTS = RateLimit("bulk-start", "30/minute")
RUN = Annotated[BulkRunInput, strawberry.argument(description="Which run.")]
Steer = Callable[[Actor, UUID, UUID, UUID], Awaitable[None]]


@strawberry.type
class Mutations:
    """Fields of Mutation."""

    @mutation(
        READERS,
        description="Keeps a view of the list of customers, or changes one; shared ones ask for customers.manage.",
    )
    async def save_customer_view(
        self,
        info: Info,
        input: Annotated[SaveCustomerViewInput, strawberry.argument(description="The view.")],
    ) -> CustomerViewPayload:
        """One's own, or a shared one."""
        viewer = info.context.viewer
        key = None if input.view_id is None else key_of(input.view_id, "CustomerView", path=("viewId",))
        saved = await directory.save_view(
            viewer.actor(),
            viewer.the_program(),
            viewer.the_business(),
            input.details(),
            view_id=key,
            version=input.version,
            may_share=viewer.may("customers.manage"),
        )
        return CustomerViewPayload(view=await read(info, "CustomerView", saved))

    @mutation(READERS, description="Deletes a view of one's own; a shared one asks for customers.manage.")
    async def remove_customer_view(
        self,
        info: Info,
        input: Annotated[RemoveCustomerViewInput, strawberry.argument(description="Which view.")],
    ) -> CustomerViewPayload:
        """For good."""
        viewer = info.context.viewer
        key = key_of(input.view_id, "CustomerView", path=("viewId",))
        await directory.remove_view(
            viewer.actor(),
            viewer.the_program(),
            viewer.the_business(),
            key,
            may_share=viewer.may("customers.manage"),
        )
        return CustomerViewPayload()

    @mutation(
        WORKERS,
        description="Begins an act on many customers; they are written down now, workers do it in batches.",
        limit=STARTS,
        cost=100,
    )
    async def start_bulk(
        self, info: Info, input: Annotated[StartBulkInput, strawberry.argument(description="The act.")]
    ) -> BulkRunPayload:
        """In one's own business."""
        viewer = info.context.viewer
        run_id = await directory.start(
            viewer.actor(),
            viewer.the_program(),
            viewer.the_business(),
            input.order(viewer, input.confirmed_count),
            idempotency_key=input.idempotency_key,
        )
        return BulkRunPayload(run=await read(info, "BulkRun", run_id))

    @mutation(WORKERS, description="Stops a run after the batch at hand.")
    async def pause_bulk(self, info: Info, input: RUN) -> BulkRunPayload:
        """Until it is resumed."""
        return await _steered(info, input, directory.pause)

    @mutation(WORKERS, description="Goes on with a run that was paused.")
    async def resume_bulk(self, info: Info, input: RUN) -> BulkRunPayload:
        """Where it stood."""
        return await _steered(info, input, directory.resume)

    @mutation(WORKERS, description="Ends a run after the batch at hand; what was done stays done.")
    async def cancel_bulk(self, info: Info, input: RUN) -> BulkRunPayload:
        """It can be undone then."""
        return await _steered(info, input, directory.cancel)

    @mutation(WORKERS, description="Takes back what a run did, as far as nobody changed it since.")
    async def undo_bulk(self, info: Info, input: RUN) -> BulkRunPayload:
        """By workers, in batches."""
        return await _steered(info, input, directory.undo)

    @mutation(WORKERS, description="Says what the columns of an import mean, and checks every line again.")
    async def map_import(
        self, info: Info, input: Annotated[MapImportInput, strawberry.argument(description="The columns.")]
    ) -> BulkRunPayload:
        """Nothing is enrolled yet."""
        viewer, key = info.context.viewer, key_of(input.run_id, "BulkRun", path=("runId",))
        await directory.map_import(viewer.the_program(), viewer.the_business(), key, input.mapping())
        return BulkRunPayload(run=await read(info, "BulkRun", key))

    @mutation(WORKERS, description="Takes the right lines of an import in.")
    async def start_import(self, info: Info, input: RUN) -> BulkRunPayload:
        """After its dry run."""
        viewer, key = info.context.viewer, key_of(input.run_id, "BulkRun", path=("runId",))
        await directory.start_import(viewer.the_program(), viewer.the_business(), key)
        return BulkRunPayload(run=await read(info, "BulkRun", key))


async def _steered(info: Info, input: BulkRunInput, steer: Steer) -> BulkRunPayload:
    viewer, key = info.context.viewer, key_of(input.run_id, "BulkRun", path=("runId",))
    await steer(viewer.actor(), viewer.the_program(), viewer.the_business(), key)
    return BulkRunPayload(run=await read(info, "BulkRun", key))
