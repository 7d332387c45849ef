"""Changes of tenants, each within the caller's own business."""

import base64
import binascii
from typing import Annotated
from uuid import UUID

import strawberry

from api import businesses
from api.core.files import BadFile
from api.core.ids import key_of
from api.graphql.base import Info, Payload, field, mutation, read, requires
from api.graphql.businesses.inputs import (
    CreateShopBrandInput,
    CreateStoreInput,
    UpdateBusinessInput,
    UpdateProgramInput,
    UpdateShopBrandInput,
    UpdateStoreInput,
    UploadLogoInput,
)
from api.graphql.businesses.partners import PartnerMutations
from api.graphql.businesses.types import (
    Business,
    Program,
    ShopBrand,
    Store,
)


@strawberry.type(description="The business after the change.")
class BusinessPayload(Payload):
    """A business or why not."""

    business: Business | None = field("The business; null when refused.", default=None)


@strawberry.type(description="The program after the change.")
class ProgramPayload(Payload):
    """A program or why not."""

    program: Program | None = field("The program; null when refused.", default=None)


@strawberry.type(description="The store after the change.")
class StorePayload(Payload):
    """A store or why not."""

    store: Store | None = field("The store; null when refused.", default=None)


@strawberry.type(description="The shop brand after the change.")
class ShopBrandPayload(Payload):
    """A shop brand or why not."""

    shop_brand: ShopBrand | None = field("The shop brand; null when refused.", default=None)


@strawberry.type
class Mutations(PartnerMutations):
    """Fields of Mutation."""

    @mutation(
        requires("business.manage"), description="Changes name, contact, look or earn rate of the business."
    )
    async def update_business(
        self,
        info: Info,
        input: Annotated[UpdateBusinessInput, strawberry.argument(description="What to change.")],
    ) -> BusinessPayload:
        """One's own business."""
        viewer = info.context.viewer
        changed = await businesses.update_business(
            viewer.actor(), viewer.the_business(), input.changes(), version=input.version
        )
        return BusinessPayload(business=await read(info, "Business", changed.id))

    @mutation(requires("business.manage"), description="Gives the business, or one of its brands, a logo.")
    async def upload_logo(
        self, info: Info, input: Annotated[UploadLogoInput, strawberry.argument(description="The picture.")]
    ) -> BusinessPayload:
        """One's own business."""
        viewer = info.context.viewer
        changed = await businesses.upload_logo(
            viewer.actor(),
            viewer.the_business(),
            _decoded(input.content_base64),
            shop_brand_id=_shop_brand(input.shop_brand_id),
        )
        return BusinessPayload(business=await read(info, "Business", changed.id))

    @mutation(
        requires("program.manage"),
        description="Changes the program's settings, for points earned from now on.",
    )
    async def update_program(
        self,
        info: Info,
        input: Annotated[UpdateProgramInput, strawberry.argument(description="What to change.")],
    ) -> ProgramPayload:
        """One's own program; a partner of a coalition is refused."""
        viewer = info.context.viewer
        changed = await businesses.update_program(
            viewer.actor(),
            viewer.the_program(),
            input.changes(),
            business_id=viewer.the_business(),
            version=input.version,
        )
        return ProgramPayload(program=await read(info, "Program", changed.id))

    @mutation(requires("stores.manage"), description="Opens a store.")
    async def create_store(
        self, info: Info, input: Annotated[CreateStoreInput, strawberry.argument(description="The store.")]
    ) -> StorePayload:
        """In one's own business."""
        viewer = info.context.viewer
        made = await businesses.create_store(
            viewer.actor(),
            viewer.the_business(),
            name=input.name,
            code=input.code,
            address=input.address or "",
            city=input.city or "",
            shop_brand_id=_shop_brand(input.shop_brand_id),
        )
        return StorePayload(store=await read(info, "Store", made.id))

    @mutation(requires("stores.manage"), description="Changes a store.")
    async def update_store(
        self,
        info: Info,
        input: Annotated[UpdateStoreInput, strawberry.argument(description="What to change.")],
    ) -> StorePayload:
        """Of one's own business."""
        viewer = info.context.viewer
        changed = await businesses.update_store(
            viewer.actor(),
            viewer.the_business(),
            key_of(input.store_id, "Store", path=("storeId",)),
            _store_changes(input),
            version=input.version,
        )
        return StorePayload(store=await read(info, "Store", changed.id))

    @mutation(requires("business.manage"), description="Makes a shop brand.")
    async def create_shop_brand(
        self,
        info: Info,
        input: Annotated[CreateShopBrandInput, strawberry.argument(description="The brand.")],
    ) -> ShopBrandPayload:
        """In one's own business."""
        viewer = info.context.viewer
        made = await businesses.create_shop_brand(
            viewer.actor(),
            viewer.the_business(),
            name=input.name,
            stock_color=input.stock_color,
            foil_color=input.foil_color,
            motif=input.motif or "",
            initials=input.initials,
        )
        return ShopBrandPayload(shop_brand=await read(info, "ShopBrand", made.id))

    @mutation(requires("business.manage"), description="Changes a shop brand.")
    async def update_shop_brand(
        self,
        info: Info,
        input: Annotated[UpdateShopBrandInput, strawberry.argument(description="What to change.")],
    ) -> ShopBrandPayload:
        """Of one's own business."""
        viewer = info.context.viewer
        key = key_of(input.shop_brand_id, "ShopBrand", path=("shopBrandId",))
        changed = await businesses.update_shop_brand(
            viewer.actor(), viewer.the_business(), key, input.changes()
        )
        return ShopBrandPayload(shop_brand=await read(info, "ShopBrand", changed.id))


def _store_changes(given: UpdateStoreInput) -> businesses.StoreChanges:
    changes = businesses.StoreChanges()
    for name in ("name", "code", "address", "city", "is_active"):
        if (value := getattr(given, name)) is not None:
            changes[name] = value
    if given.shop_brand_id is not strawberry.UNSET:
        changes["shop_brand_id"] = _shop_brand(given.shop_brand_id)
    return changes


def _shop_brand(text: str | None) -> UUID | None:
    return None if text is None else key_of(text, "ShopBrand", path=("shopBrandId",))


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadFile("This is not base64.", path=("contentBase64",)) from error
