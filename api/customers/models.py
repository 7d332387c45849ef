"""Tables of who earns: people, phone claims, memberships, profiles, kids, notes, tags, consents, sign-in codes."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model

from api.core.fields import BusinessRow, Row, uuid_array


class Person(Row):
    """A human being. `program_id` is set while provisional: known to one program, by an unverified number."""

    program_id = fields.UUIDField(null=True)
    name = fields.CharField(max_length=120, default="")
    language = fields.CharField(max_length=8, default="en")
    email = fields.CharField(max_length=254, null=True)
    birth_month = fields.SmallIntField(null=True)
    birth_day = fields.SmallIntField(null=True)
    birth_year = fields.SmallIntField(null=True)
    merged_into_id = fields.UUIDField(null=True)
    erased_at = fields.DatetimeField(null=True)

    class Meta:
        table = "person"
        indexes = (Index(fields=("merged_into_id",)),)


class PhoneClaim(Row):
    """A phone held by a person from a date on. Verified claims are unique, unverified ones within a program."""

    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "regulars.Person", on_delete=fields.RESTRICT
    )
    program_id = fields.UUIDField(null=True)
    phone = fields.CharField(max_length=16)
    verified_at = fields.DatetimeField(null=True)
    released_at = fields.DatetimeField(null=True)

    class Meta:
        table = "phone_claim"
        indexes = (Index(fields=("phone",)), Index(fields=("person_id",)))


class Membership(BusinessRow):
    """One person in one program: the card. `business_id` is the business that enrolled them; `number` is the card's.

    `merged_into_id` is the membership that is kept instead of this one, never one that is gone itself.
    """

    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "regulars.Person", on_delete=fields.RESTRICT
    )
    number = fields.CharField(max_length=16)
    status = fields.CharField(max_length=10, default="active")
    enrolled_store_id = fields.UUIDField(null=True)
    enrolled_by = fields.UUIDField(null=True)
    version = fields.BigIntField(default=1)
    merged_into_id = fields.UUIDField(null=True)
    erased_at = fields.DatetimeField(null=True)

    class Meta:
        table = "membership"
        unique_together = (("program_id", "number"), ("person_id", "program_id"))


class MemberMerge(BusinessRow):
    """Two memberships made one.

    `family` are the one that is gone and those merged into it before; `taken` is what each part of the program took
    along, for the way back.
    """

    kept_id = fields.UUIDField()
    gone_id = fields.UUIDField()
    family = uuid_array()
    taken = fields.JSONField[dict[str, object]](default=dict)
    source = fields.CharField(max_length=40)
    idem_key = fields.CharField(max_length=160)
    request_hash = fields.CharField(max_length=64)
    reason = fields.CharField(max_length=300, default="")
    staff_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")
    undo_until = fields.DatetimeField()
    undone_at = fields.DatetimeField(null=True)
    undone_by = fields.CharField(max_length=120, default="")

    class Meta:
        table = "member_merge"
        unique_together = (("program_id", "source", "idem_key"),)
        indexes = (Index(fields=("kept_id", "created_at", "id")), Index(fields=("gone_id",)))


class Profile(BusinessRow):
    """What a business knows of a member. `name_key` sorts names; `enrol_key` makes enrolling idempotent."""

    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=120, default="")
    name_key = fields.CharField(max_length=120, default="")
    email = fields.CharField(max_length=254, null=True)
    birth_month = fields.SmallIntField(null=True)
    birth_day = fields.SmallIntField(null=True)
    birth_year = fields.SmallIntField(null=True)
    city = fields.CharField(max_length=120, default="")
    preferences = fields.JSONField[dict[str, object]](default=dict)
    status = fields.CharField(max_length=10, default="active")
    visits = fields.IntField(default=0)
    spent_minor = fields.BigIntField(default=0)
    last_visit_at = fields.DatetimeField(null=True)
    removed_at = fields.DatetimeField(null=True)
    enrol_key = fields.CharField(max_length=128, null=True)
    enrol_hash = fields.CharField(max_length=64, null=True)
    version = fields.IntField(default=1)

    class Meta:
        table = "profile"
        unique_together = (
            ("program_id", "business_id", "membership_id"),
            ("program_id", "business_id", "enrol_key"),
        )
        indexes = (
            Index(fields=("business_id", "created_at", "membership_id")),
            Index(fields=("membership_id",)),
        )


class SearchToken(Model):
    """A word, number or address by which one business finds a member: prefix search over an ordinary index."""

    id = fields.BigIntField(primary_key=True)
    program_id = fields.UUIDField()
    business_id = fields.UUIDField()
    token = fields.CharField(max_length=80)
    membership_id = fields.UUIDField()

    class Meta:
        table = "search_token"
        unique_together = (("program_id", "business_id", "token", "membership_id"),)
        indexes = (Index(fields=("membership_id",)),)


class Kid(BusinessRow):
    """A member's child as one business knows it, by the guardian's consent. Rows of one child share `child_id`."""

    child_id = fields.UUIDField()
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    first_name = fields.CharField(max_length=60)
    birth_month = fields.SmallIntField()
    birth_day = fields.SmallIntField()
    birth_year = fields.SmallIntField(null=True)
    consent_at = fields.DatetimeField()
    consent_source = fields.CharField(max_length=20)
    version = fields.IntField(default=1)

    class Meta:
        table = "kid"
        unique_together = (("program_id", "business_id", "membership_id", "child_id"),)
        indexes = (Index(fields=("membership_id",)), Index(fields=("child_id",)))


class Note(BusinessRow):
    """A remark of the staff about a member."""

    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    text = fields.CharField(max_length=2000)
    author_id = fields.UUIDField(null=True)
    author_name = fields.CharField(max_length=120, default="")
    is_pinned = fields.BooleanField(default=False)

    class Meta:
        table = "note"
        indexes = (Index(fields=("program_id", "business_id", "membership_id", "created_at")),)


class Tag(BusinessRow):
    """A label that a business gives its members."""

    name = fields.CharField(max_length=40)

    class Meta:
        table = "tag"
        unique_together = (("program_id", "business_id", "name"),)


class MembershipTag(Row):
    """A tag on a member."""

    program_id = fields.UUIDField()
    business_id = fields.UUIDField()
    tag: fields.ForeignKeyRelation[Tag] = fields.ForeignKeyField("regulars.Tag", on_delete=fields.CASCADE)
    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )

    class Meta:
        table = "membership_tag"
        unique_together = (("program_id", "tag_id", "membership_id"),)
        indexes = (Index(fields=("membership_id",)),)


class Consent(BusinessRow):
    """One given or withdrawn consent with its proof. Append-only: the newest per channel counts."""

    membership: fields.ForeignKeyRelation[Membership] = fields.ForeignKeyField(
        "regulars.Membership", on_delete=fields.RESTRICT
    )
    channel = fields.CharField(max_length=12)
    is_granted = fields.BooleanField()
    source = fields.CharField(max_length=20)
    proof = fields.CharField(max_length=500, default="")
    actor_id = fields.UUIDField(null=True)

    class Meta:
        table = "consent"
        indexes = (Index(fields=("program_id", "business_id", "membership_id", "channel", "created_at")),)


class Erasure(Row):
    """A wish to be forgotten: a person's with all cards, or (by staff) one card's. It waits until `due_at`."""

    person_id = fields.UUIDField(null=True)
    membership_id = fields.UUIDField(null=True)
    program_id = fields.UUIDField(null=True)
    business_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")
    due_at = fields.DatetimeField()
    taken_back_at = fields.DatetimeField(null=True)
    done_at = fields.DatetimeField(null=True)
    points_forfeited = fields.BigIntField(default=0)

    class Meta:
        table = "erasure"
        indexes = (Index(fields=("person_id",)), Index(fields=("membership_id",)))


class DataExport(Row):
    """All that is kept of a person, or (asked by staff) what one business keeps of a card, as JSON for a day."""

    person_id = fields.UUIDField(null=True)
    membership_id = fields.UUIDField(null=True)
    program_id = fields.UUIDField(null=True)
    business_id = fields.UUIDField(null=True)
    staff_name = fields.CharField(max_length=120, default="")
    state = fields.CharField(max_length=8, default="waiting")
    parts_done = fields.SmallIntField(default=0)
    parts_all = fields.SmallIntField(default=1)
    token = fields.CharField(max_length=64, unique=True)
    content = fields.BinaryField(null=True)
    expires_at = fields.DatetimeField()

    class Meta:
        table = "data_export"
        indexes = (
            Index(fields=("person_id", "created_at")),
            Index(fields=("membership_id", "created_at")),
            Index(fields=("expires_at",)),
        )


class SignInCode(Row):
    """A one-time code sent to a phone; only its hash is kept."""

    phone = fields.CharField(max_length=16)
    purpose = fields.CharField(max_length=20)
    code_hash = fields.CharField(max_length=64)
    address = fields.CharField(max_length=64, null=True)
    tries = fields.SmallIntField(default=0)
    expires_at = fields.DatetimeField()
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in_code"
        indexes = (
            Index(fields=("phone", "purpose", "created_at")),
            Index(fields=("address", "created_at")),
        )
