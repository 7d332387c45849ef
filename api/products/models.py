"""Tables of goods: products, categories, brands, as the shop or its ERP names them."""

from tortoise import fields
from tortoise.indexes import Index

from api.core.fields import BusinessRow


class ProductCategory(BusinessRow):
    """A department or group of goods."""

    code = fields.CharField(max_length=80)
    name = fields.CharField(max_length=160)

    class Meta:
        table = "product_category"
        unique_together = (("program_id", "business_id", "code"),)


class ProductBrand(BusinessRow):
    """A maker of goods."""

    code = fields.CharField(max_length=80)
    name = fields.CharField(max_length=160)

    class Meta:
        table = "product_brand"
        unique_together = (("program_id", "business_id", "code"),)


class Product(BusinessRow):
    """Something sold. `sku` is the shop's own code; `words` are the folded name and code, to find and sort by."""

    sku = fields.CharField(max_length=80)
    name = fields.CharField(max_length=200)
    words = fields.CharField(max_length=400, default="")
    category: fields.ForeignKeyNullableRelation[ProductCategory] = fields.ForeignKeyField(
        "regulars.ProductCategory", null=True, on_delete=fields.RESTRICT
    )
    brand: fields.ForeignKeyNullableRelation[ProductBrand] = fields.ForeignKeyField(
        "regulars.ProductBrand", null=True, on_delete=fields.RESTRICT
    )
    price_minor = fields.BigIntField(null=True)
    is_active = fields.BooleanField(default=True)

    class Meta:
        table = "product"
        unique_together = (("program_id", "business_id", "sku"),)
        indexes = (Index(fields=("business_id", "words", "id")),)
