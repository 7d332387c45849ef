"""The `regulars` command: everything that is done from a terminal."""

from api.cli.commands import main

__all__ = ["main"]
