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
    OLDEST = strawberry.enum_value("OLDEST", description="Who joined first comes first.")
    NAME_FROM_END = strawberry.enum_value("NAME_FROM_END", description="By name, backwards.")
    LONGEST_AWAY = strawberry.enum_value(
        "LONGEST_AWAY", description="Who never came, then who was last here longest ago."
    )
    LEAST_SPENT = strawberry.enum_value("LEAST_SPENT", description="Who spent least comes first.")
    BALANCE = strawberry.enum_value("BALANCE", description="Who has most points comes first.")
    LEAST_BALANCE = strawberry.enum_value("LEAST_BALANCE", description="Who has fewest points comes first.")
    VISITS = strawberry.enum_value("VISITS", description="Who came most often comes first.")
    LEAST_VISITS = strawberry.enum_value("LEAST_VISITS", description="Who came least often comes first.")


@strawberry.enum(description="How far a customer has come with a business, by bills.")
class CustomerLifecycle(Enum):
    """As in the domain."""

    NEW = strawberry.enum_value("NEW", description="No bill yet, or one.")
    REPEAT = strawberry.enum_value("REPEAT", description="2 to 4 bills.")
    LOYAL = strawberry.enum_value("LOYAL", description="5 to 19 bills.")
    VIP = strawberry.enum_value("VIP", description="20 bills and more.")


@strawberry.enum(
    description="How things stand with a customer now. Who never came counts from the day of joining."
)
class CustomerStanding(Enum):
    """As in the domain."""

    ACTIVE = strawberry.enum_value("ACTIVE", description="Here within 90 days.")
    VIP = strawberry.enum_value("VIP", description="The same, with 20 bills and more.")
    CHURNING = strawberry.enum_value("CHURNING", description="Not here for 90 days.")
    INACTIVE = strawberry.enum_value(
        "INACTIVE", description="Not here for 180 days, or set inactive by hand."
    )


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
