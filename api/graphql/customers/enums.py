"""Choices about people, with what each means."""

from enum import Enum

import strawberry


@strawberry.enum(description="Whether a business deals with a customer at present.")
class CustomerStatus(Enum):
    """As in the domain."""

    ACTIVE = strawberry.enum_value("ACTIVE", description="It does.")
    INACTIVE = strawberry.enum_value("INACTIVE", description="It does not; the points stay.")


@strawberry.enum(description="Orders of the list of customers.")
class CustomerSort(Enum):
    """As in the domain."""

    NEWEST = strawberry.enum_value("NEWEST", description="Who joined last comes first.")
    NAME = strawberry.enum_value("NAME", description="By name; those without one come last.")
    LAST_VISIT = strawberry.enum_value("LAST_VISIT", description="Who was here last comes first.")
    SPENT = strawberry.enum_value("SPENT", description="Who spent most comes first.")


@strawberry.enum(description="A way to reach a customer, each agreed to on its own.")
class ConsentChannel(Enum):
    """As in the domain."""

    PUSH = strawberry.enum_value("PUSH", description="Notifications of the app.")
    SMS = strawberry.enum_value("SMS", description="Text messages.")
    WHATSAPP = strawberry.enum_value("WHATSAPP", description="WhatsApp messages.")
    EMAIL = strawberry.enum_value("EMAIL", description="E-mail.")


@strawberry.enum(description="Whether an export can be read.")
class ExportState(Enum):
    """As the view tells it."""

    WAITING = strawberry.enum_value("WAITING", description="It is being made.")
    READY = strawberry.enum_value("READY", description="It can be read.")
    ENDED = strawberry.enum_value("ENDED", description="Its day is over.")
