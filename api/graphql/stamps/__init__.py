"""Stamp cards in the schema: designs, the cards of members, stamps by hand."""
