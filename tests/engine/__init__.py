"""The whole program engine against a model that is small enough to be believed."""
