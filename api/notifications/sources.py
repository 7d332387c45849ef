"""What is published of messages."""

from api.core.reading import Source

MESSAGES = Source("message", ("program_id",))
