"""Facts of people and memberships."""

from typing import ClassVar
from uuid import UUID

from typing_extensions import override

from api.core.outbox import Fact


class MemberEnrolled(Fact):
    """A business has a member that it had not before."""

    name: ClassVar[str] = "customers.enrolled"

    membership_id: UUID
    store_id: UUID | None = None
    is_new_card: bool

    @override
    def topics(self) -> tuple[str, ...]:
        store = () if self.store_id is None else (f"store:{self.store_id}",)
        return (f"card:{self.membership_id}", f"business:{self.business_id}", *store)


class MemberChanged(Fact):
    """What a business knows of a member changed: `what` is profile, tags, notes, kids or consents."""

    name: ClassVar[str] = "customers.changed"

    membership_id: UUID
    what: str

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"card:{self.membership_id}",)


class MemberRemoved(Fact):
    """A business let a member go; the ledger keeps the points."""

    name: ClassVar[str] = "customers.removed"

    membership_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"card:{self.membership_id}",)


class PhoneVerified(Fact):
    """The holder of a card proved its phone by a one-time code."""

    name: ClassVar[str] = "customers.phone_verified"

    membership_id: UUID
    person_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"card:{self.membership_id}",)


class PhoneChanged(Fact):
    """A person changed their number themselves: told of one of their cards, so that they hear of it once."""

    name: ClassVar[str] = "customers.phone_changed"

    change_id: UUID
    membership_id: UUID
    person_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"card:{self.membership_id}",)


class MembersMerged(Fact):
    """Two members became one: the card of `gone_id` opens that of `membership_id` from now on."""

    name: ClassVar[str] = "customers.merged"

    merge_id: UUID
    membership_id: UUID
    gone_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"card:{self.membership_id}", f"card:{self.gone_id}")


class MembersUnmerged(MembersMerged):
    """A merge was undone: both members are there again."""

    name: ClassVar[str] = "customers.unmerged"


class ErasureChanged(Fact):
    """The holder of a card wishes to be forgotten, or stays after all."""

    name: ClassVar[str] = "customers.erasure_changed"

    membership_id: UUID
    is_waiting: bool

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"card:{self.membership_id}",)


class CardErased(Fact):
    """Nothing personal is left of a card: whoever kept something of it outside is to delete it as well."""

    name: ClassVar[str] = "customers.erased"

    membership_id: UUID

    @override
    def topics(self) -> tuple[str, ...]:
        return (f"card:{self.membership_id}",)


class ExportRequested(Fact):
    """Somebody asked for all that is kept of them, or staff for a customer: a job makes it."""

    name: ClassVar[str] = "customers.export_requested"

    export_id: UUID
