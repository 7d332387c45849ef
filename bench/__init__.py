"""Measured beside peers: each benchmark is one command and prints ours, theirs and the ratio."""
