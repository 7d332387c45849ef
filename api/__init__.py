"""The platform: business domains and the doors to them."""
