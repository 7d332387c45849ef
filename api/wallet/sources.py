"""What is published of cards."""

from api.core.reading import Source

CARDS = Source("card", ("program_id",))
