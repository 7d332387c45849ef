"""Rewards in the schema: the catalogue, what a member can redeem, vouchers and their uses."""
