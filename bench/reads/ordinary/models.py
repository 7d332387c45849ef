"""The views of the schema `peer` as Tortoise models."""

from tortoise import fields
from tortoise.models import Model


class Look(Model):
    """The columns of a look."""

    name = fields.TextField()
    stock_color = fields.TextField()
    foil_color = fields.TextField()
    motif = fields.TextField()
    initials = fields.TextField()
    logo_url = fields.TextField(null=True)

    class Meta:
        abstract = True


class Person(Model):
    """A person."""

    id = fields.UUIDField(primary_key=True)
    name = fields.TextField()
    phone = fields.TextField(null=True)
    language = fields.TextField()
    birth_day = fields.IntField(null=True)
    birth_month = fields.IntField(null=True)
    birth_year = fields.IntField(null=True)

    class Meta:
        schema = "peer"
        table = "person"


class Program(Model):
    """A program."""

    id = fields.UUIDField(primary_key=True)
    name = fields.TextField()
    is_coalition = fields.BooleanField()
    currency = fields.TextField()

    class Meta:
        schema = "peer"
        table = "program"


class Business(Look):
    """A business."""

    id = fields.UUIDField(primary_key=True)

    class Meta:
        schema = "peer"
        table = "business"


class Participant(Look):
    """A business in a program."""

    id = fields.UUIDField(primary_key=True)
    program_id = fields.UUIDField()
    business_id = fields.UUIDField()
    joined_at = fields.DatetimeField()

    class Meta:
        schema = "peer"
        table = "participant"


class Purchase(Model):
    """A bill."""

    id = fields.UUIDField(primary_key=True)
    bill_number = fields.TextField(null=True)
    amount_minor = fields.BigIntField()
    currency = fields.TextField()

    class Meta:
        schema = "peer"
        table = "purchase"


class Transaction(Model):
    """A posting."""

    id = fields.UUIDField(primary_key=True)
    kind = fields.TextField()
    points = fields.BigIntField()
    balance_after = fields.BigIntField()
    reason = fields.TextField()
    occurred_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    is_pending = fields.BooleanField()
    expires_at = fields.DatetimeField(null=True)
    store_name = fields.TextField(null=True)
    business_id = fields.UUIDField(null=True)
    purchase_id = fields.UUIDField(null=True)

    class Meta:
        schema = "peer"
        table = "transaction"


class Card(Model):
    """A card."""

    id = fields.UUIDField(primary_key=True)
    person_id = fields.UUIDField()
    number = fields.TextField()
    program_id = fields.UUIDField()
    business_id = fields.UUIDField()
    made_at = fields.DatetimeField()
    joined_at = fields.DatetimeField()
    as_of = fields.DatetimeField()
    points_name = fields.TextField()
    currency = fields.TextField()
    version = fields.BigIntField()
    balance = fields.BigIntField()
    pending = fields.BigIntField()
    worth_minor = fields.BigIntField()
    last_transaction_id = fields.UUIDField(null=True)

    class Meta:
        schema = "peer"
        table = "card"


class Expiring(Model):
    """Points of a card that end at one moment."""

    card_id = fields.UUIDField(primary_key=True)
    at = fields.DatetimeField()
    points = fields.BigIntField()

    class Meta:
        schema = "peer"
        table = "expiring"


class Customer(Model):
    """A member as a business sees it."""

    id = fields.UUIDField(primary_key=True)
    business_id = fields.UUIDField()
    number = fields.TextField()
    name = fields.TextField()
    phone = fields.TextField(null=True)
    is_phone_verified = fields.BooleanField()
    balance = fields.BigIntField()
    visits = fields.IntField()
    spent_minor = fields.BigIntField()
    currency = fields.TextField()
    last_visit_at = fields.DatetimeField(null=True)
    last_visit_key = fields.DatetimeField()
    joined_at = fields.DatetimeField()
    status = fields.TextField()

    class Meta:
        schema = "peer"
        table = "customer"


class CustomerTag(Model):
    """A label on a member."""

    id = fields.UUIDField(primary_key=True)
    customer_id = fields.UUIDField()
    business_id = fields.UUIDField()
    name = fields.TextField()
    name_key = fields.TextField()

    class Meta:
        schema = "peer"
        table = "customer_tag"
