"""What is published of stamp cards."""

from api.core.reading import Source

STAMP_DESIGNS = Source("stamp_design", ("program_id", "business_id"))
STAMP_CARDS = Source("stamp_card", ("program_id",))
STAMPS = Source("stamp", ("program_id",))
