"""What the command says to a person."""

from typing import NoReturn

import typer
from rich.console import Console

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def stop_with(sentence: str) -> NoReturn:
    """Says what is wrong and how to mend it, and ends the command with code 1."""
    err.print(sentence, style="red", markup=False)
    raise typer.Exit(1)
