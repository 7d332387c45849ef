"""Messages in the schema: the inbox of a card and of a person."""
