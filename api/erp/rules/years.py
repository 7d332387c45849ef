"""Financial years as sources name them: "20252026" begins in 2025."""

from datetime import date

from api.erp.types import StreamSpec


def year_of(spec: StreamSpec, day: date) -> str:
    """The year whose table has the bills of this day; "" where there is one table for all."""
    if not spec.has_years:
        return ""
    first = day.year if day.month >= spec.year_starts_month else day.year - 1
    return f"{first:04}{first + 1:04}"
