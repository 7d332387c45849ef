"""The slice of birthday promotions."""
