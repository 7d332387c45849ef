"""`python -m workers` runs one background worker until told to stop."""

from workers.main import run

run()
