"""SQL texts of the migrations, one file each."""

from pathlib import Path


def sql(name: str) -> str:
    """The text of `name`.sql beside this file."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")
