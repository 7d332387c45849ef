"""Days of the week as clients name them."""

from enum import Enum

import strawberry


@strawberry.enum(description="A day of the week, where the program lives.")
class Weekday(Enum):
    """Day of the week."""

    MON = strawberry.enum_value("MON", description="Monday.")
    TUE = strawberry.enum_value("TUE", description="Tuesday.")
    WED = strawberry.enum_value("WED", description="Wednesday.")
    THU = strawberry.enum_value("THU", description="Thursday.")
    FRI = strawberry.enum_value("FRI", description="Friday.")
    SAT = strawberry.enum_value("SAT", description="Saturday.")
    SUN = strawberry.enum_value("SUN", description="Sunday.")
