"""Connections: kept, tested, paused, removed; streams added to them."""

from typing import Annotated
from uuid import UUID

import strawberry

from api import erp
from api.core.ids import key_of
from api.graphql.base import Info, RateLimit, mutation, read
from api.graphql.erp.inputs import (
    AddErpStreamsInput,
    ErpConnectionInput,
    SaveErpConnectionInput,
    TestErpConnectionInput,
)
from api.graphql.erp.payloads import (
    MANAGERS,
    ErpConnectionPayload,
    ErpDiagnosisPayload,
    show_diagnosis,
)
from api.graphql.erp.spec_inputs import SaveErpSpecInput

LOOKS = RateLimit("erp-look", "30/minute")
"""Asking another's machine: slow, and a way to knock at doors."""
WHICH = Annotated[ErpConnectionInput, strawberry.argument(description="Which connection.")]


@strawberry.type
class ConnectingMutations:
    """Fields of Mutation."""

    @mutation(
        MANAGERS,
        description="Keeps a connection to a shop's own system, or changes one. Its password is kept encrypted.",
        limit=LOOKS,
    )
    async def save_erp_connection(
        self,
        info: Info,
        input: Annotated[SaveErpConnectionInput, strawberry.argument(description="The connection.")],
    ) -> ErpConnectionPayload:
        """In one's own business."""
        viewer = info.context.viewer
        saved = await erp.save_connection(
            viewer.actor(),
            viewer.the_program(),
            viewer.the_business(),
            input.connection.details(),
            connection_id=None if input.connection_id is None else _key(input.connection_id),
            version=input.version,
        )
        return await _payload(info, saved)

    @mutation(
        MANAGERS,
        description="Connects and tells what is wrong, or what is there. Of a kept connection the result is kept.",
        limit=LOOKS,
        cost=100,
    )
    async def test_erp_connection(
        self,
        info: Info,
        input: Annotated[TestErpConnectionInput, strawberry.argument(description="Which, or what.")],
    ) -> ErpDiagnosisPayload:
        """In one's own business."""
        viewer = info.context.viewer
        key = None if input.connection_id is None else _key(input.connection_id)
        found = await erp.test_connection(
            viewer.actor(),
            viewer.the_program(),
            viewer.the_business(),
            connection_id=key,
            details=None if input.connection is None else input.connection.details(),
        )
        kept = None if key is None else await read(info, "ErpConnection", key)
        return ErpDiagnosisPayload(diagnosis=show_diagnosis(found), connection=kept)

    @mutation(MANAGERS, description="Takes a connection away; one that has documents in the books stays.")
    async def remove_erp_connection(self, info: Info, input: WHICH) -> ErpConnectionPayload:
        """Of one's own business."""
        viewer, key = info.context.viewer, _key(input.connection_id)
        await erp.remove_connection(viewer.actor(), viewer.the_program(), viewer.the_business(), key)
        return ErpConnectionPayload()

    @mutation(MANAGERS, description="Lets a connection rest with all its streams.")
    async def pause_erp_connection(self, info: Info, input: WHICH) -> ErpConnectionPayload:
        """Until it is resumed."""
        viewer, key = info.context.viewer, _key(input.connection_id)
        await erp.pause_connection(viewer.actor(), viewer.the_program(), viewer.the_business(), key)
        return await _payload(info, key)

    @mutation(MANAGERS, description="Lets a connection that rests go on with all its streams.")
    async def resume_erp_connection(self, info: Info, input: WHICH) -> ErpConnectionPayload:
        """Where they were."""
        viewer, key = info.context.viewer, _key(input.connection_id)
        await erp.resume_connection(viewer.actor(), viewer.the_program(), viewer.the_business(), key)
        return await _payload(info, key)

    @mutation(
        MANAGERS,
        description="Adds the streams of a ready-made system; kinds that are there stay as they are.",
    )
    async def add_erp_streams(
        self, info: Info, input: Annotated[AddErpStreamsInput, strawberry.argument(description="Of what.")]
    ) -> ErpConnectionPayload:
        """To a connection of one's own business."""
        viewer, key = info.context.viewer, _key(input.connection_id)
        await erp.add_streams(viewer.actor(), viewer.the_program(), viewer.the_business(), key, input.preset)
        return await _payload(info, key)

    @mutation(
        MANAGERS, description="Says which tables a stream of one's own reads; it needs a new mapping then."
    )
    async def save_erp_spec(
        self, info: Info, input: Annotated[SaveErpSpecInput, strawberry.argument(description="The tables.")]
    ) -> ErpConnectionPayload:
        """Of a connection of one's own business."""
        viewer, key = info.context.viewer, _key(input.connection_id)
        lines = None if input.lines is None else input.lines.spec(erp.StreamKind.INVOICE_LINE)
        spec = input.spec.spec(erp.StreamKind[input.kind.name])
        await erp.save_spec(viewer.actor(), viewer.the_program(), viewer.the_business(), key, spec, lines)
        return await _payload(info, key)


def _key(text: str) -> UUID:
    return key_of(text, "ErpConnection", path=("connectionId",))


async def _payload(info: Info, key: UUID) -> ErpConnectionPayload:
    return ErpConnectionPayload(connection=await read(info, "ErpConnection", key))
