"""People in the schema: members as staff see them, customers as they see themselves."""
