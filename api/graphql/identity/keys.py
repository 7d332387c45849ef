"""Keys of third-party apps of the caller's business."""

from typing import Annotated

import strawberry

from api import identity
from api.core.ids import key_of
from api.graphql.base import Info, RateLimit, mutation, read, requires
from api.graphql.identity.inputs import CreateApiKeyInput, RevokeApiKeyInput, RotateApiKeyInput
from api.graphql.identity.payloads import ApiKeyPayload


@strawberry.type
class KeyMutations:
    """Verbs of `api_keys.manage`."""

    @mutation(
        requires("api_keys.manage"),
        description="Makes a key. Its secret is told only here.",
        limit=RateLimit("create-key", "30/minute"),
    )
    async def create_api_key(
        self, info: Info, input: Annotated[CreateApiKeyInput, strawberry.argument(description="The key.")]
    ) -> ApiKeyPayload:
        """In one's own business."""
        viewer = info.context.viewer
        issued = await identity.create_api_key(
            viewer.actor(),
            viewer.the_business(),
            name=input.name,
            scopes=input.scopes,
            granting=viewer.permissions,
            expires_at=input.expires_at,
        )
        return ApiKeyPayload(api_key=await read(info, "ApiKey", issued.api_key.id), secret=issued.secret)

    @mutation(
        requires("api_keys.manage"),
        description="Gives a key a new secret; the old one is refused from this moment on.",
    )
    async def rotate_api_key(
        self, info: Info, input: Annotated[RotateApiKeyInput, strawberry.argument(description="Which.")]
    ) -> ApiKeyPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        issued = await identity.rotate_api_key(
            viewer.actor(),
            viewer.the_business(),
            key_of(input.api_key_id, "ApiKey", path=("apiKeyId",)),
            granting=viewer.permissions,
        )
        return ApiKeyPayload(api_key=await read(info, "ApiKey", issued.api_key.id), secret=issued.secret)

    @mutation(requires("api_keys.manage"), description="Ends a key from this moment on.")
    async def revoke_api_key(
        self, info: Info, input: Annotated[RevokeApiKeyInput, strawberry.argument(description="Which.")]
    ) -> ApiKeyPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        key = key_of(input.api_key_id, "ApiKey", path=("apiKeyId",))
        revoked = await identity.revoke_api_key(viewer.actor(), viewer.the_business(), key)
        return ApiKeyPayload(api_key=await read(info, "ApiKey", revoked.id))
