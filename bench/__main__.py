"""`make bench`: every benchmark one after the other, each in a process of its own; names choose, by their beginning."""

import subprocess
import sys

from bench.harness import say

ALL = (
    "ledger_hot",
    "ledger_backfill",
    "ledger_sweep",
    "expiry",
    "ledger_random",
    "engine_random",
    "imports",
    "erp",
    "search",
    "customers",
    "tiers",
    "clearing",
    "reads",
    "pushes",
    "memory",
)


def main() -> int:
    """The number of benchmarks that did not run to their end."""
    wanted = [name.replace(".", "_") for name in sys.argv[1:]] or [""]
    chosen = [name for name in ALL if any(name.startswith(start) for start in wanted)]
    if not chosen:
        say(f"No benchmark is called so. There are: {', '.join(ALL)}.")
        return 2
    failed = 0
    for name in chosen:
        say(f"--- {name}")
        failed += subprocess.run([sys.executable, "-m", f"bench.{name}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
