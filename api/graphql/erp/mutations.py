"""Streams steered and mapped; beside them connections, rules and repairs."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

import strawberry

from api import erp
from api.core.audit import Actor
from api.core.ids import key_of
from api.graphql.base import Info, mutation, read
from api.graphql.erp.connecting import LOOKS, ConnectingMutations
from api.graphql.erp.inputs import (
    DryRunErpMappingInput,
    ErpStreamInput,
    ResetErpStreamInput,
    SaveErpMappingInput,
    SaveErpStreamInput,
)
from api.graphql.erp.payloads import (
    MANAGERS,
    ErpDryRunPayload,
    ErpMappingPayload,
    ErpStreamPayload,
    show_dry_run,
)
from api.graphql.erp.repairing import RepairingMutations
from api.graphql.erp.ruling import RulingMutations

WHICH = Annotated[ErpStreamInput, strawberry.argument(description="Which stream.")]
Steer = Callable[[Actor, UUID, UUID, UUID], Awaitable[UUID | None]]


@strawberry.type
class Mutations(ConnectingMutations, RulingMutations, RepairingMutations):
    """Fields of Mutation."""

    @mutation(MANAGERS, description="Keeps how often a stream is asked, and when it is late.")
    async def save_erp_stream(
        self, info: Info, input: Annotated[SaveErpStreamInput, strawberry.argument(description="How.")]
    ) -> ErpStreamPayload:
        """Of one's own business."""
        viewer, key = info.context.viewer, _key(input.stream_id)
        tenant = (viewer.the_program(), viewer.the_business())
        await erp.save_stream(viewer.actor(), *tenant, key, input.changes())
        return ErpStreamPayload(stream=await read(info, "ErpStream", key))

    @mutation(
        MANAGERS,
        description="Shows what a mapping makes of the newest 100 rows of the source. Nothing is booked.",
        limit=LOOKS,
        cost=100,
    )
    async def dry_run_erp_mapping(
        self,
        info: Info,
        input: Annotated[DryRunErpMappingInput, strawberry.argument(description="The mapping.")],
    ) -> ErpDryRunPayload:
        """Of one's own business."""
        viewer, key = info.context.viewer, _key(input.stream_id)
        found = await erp.dry_run(viewer.the_program(), viewer.the_business(), key, *input.mapping())
        return ErpDryRunPayload(dry_run=show_dry_run(found))

    @mutation(MANAGERS, description="Keeps a mapping that was looked at; rows are mapped by it from now on.")
    async def save_erp_mapping(
        self,
        info: Info,
        input: Annotated[SaveErpMappingInput, strawberry.argument(description="The mapping.")],
    ) -> ErpMappingPayload:
        """Of one's own business."""
        viewer, key = info.context.viewer, _key(input.stream_id)
        rows, lines = input.mapping()
        tenant = (viewer.the_program(), viewer.the_business())
        saved = await erp.save_mapping(viewer.actor(), *tenant, key, rows, lines, input.dry_run_token)
        return ErpMappingPayload(
            mapping=await read(info, "ErpMapping", saved.id), stream=await read(info, "ErpStream", key)
        )

    @mutation(
        MANAGERS, description="Reads all that the source has, from the first row on; nobody gets a message."
    )
    async def start_erp_backfill(self, info: Info, input: WHICH) -> ErpStreamPayload:
        """Then goes on with what is new."""
        return await _steered(info, input, erp.start_backfill)

    @mutation(
        MANAGERS,
        description="Reads what is new from now on, and leaves the history out: bills count from today.",
    )
    async def go_live_erp_stream(self, info: Info, input: WHICH) -> ErpStreamPayload:
        """From the source's own now."""
        return await _steered(info, input, erp.go_live)

    @mutation(MANAGERS, description="Asks the source at once.")
    async def poll_erp_stream(self, info: Info, input: WHICH) -> ErpStreamPayload:
        """By the next worker that is free."""
        return await _steered(info, input, erp.poll_now)

    @mutation(MANAGERS, description="Compares the last 45 days with the source at once.")
    async def reconcile_erp_stream(self, info: Info, input: WHICH) -> ErpStreamPayload:
        """By the next worker that is free."""
        return await _steered(info, input, erp.reconcile_now)

    @mutation(MANAGERS, description="Lets a stream rest.")
    async def pause_erp_stream(self, info: Info, input: WHICH) -> ErpStreamPayload:
        """Until it is resumed."""
        return await _steered(info, input, erp.pause)

    @mutation(MANAGERS, description="Lets a stream that rests go on.")
    async def resume_erp_stream(self, info: Info, input: WHICH) -> ErpStreamPayload:
        """Where it was."""
        return await _steered(info, input, erp.resume)

    @mutation(
        MANAGERS,
        description="Reads a stream again from a day on. Nothing is posted twice: equal rows are passed over.",
    )
    async def reset_erp_stream(
        self,
        info: Info,
        input: Annotated[ResetErpStreamInput, strawberry.argument(description="Since when.")],
    ) -> ErpStreamPayload:
        """Of one's own business."""
        viewer, key = info.context.viewer, _key(input.stream_id)
        await erp.reset_to(viewer.actor(), viewer.the_program(), viewer.the_business(), key, input.day)
        return ErpStreamPayload(stream=await read(info, "ErpStream", key))


async def _steered(info: Info, input: ErpStreamInput, steer: Steer) -> ErpStreamPayload:
    viewer, key = info.context.viewer, _key(input.stream_id)
    run_id = await steer(viewer.actor(), viewer.the_program(), viewer.the_business(), key)
    return ErpStreamPayload(
        stream=await read(info, "ErpStream", key),
        run=None if run_id is None else await read(info, "ErpRun", run_id),
    )


def _key(text: str) -> UUID:
    return key_of(text, "ErpStream", path=("streamId",))
