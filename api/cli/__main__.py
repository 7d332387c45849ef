"""`python -m api.cli` is the `regulars` command."""

from api.cli import main

main()
