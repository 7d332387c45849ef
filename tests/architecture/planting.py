"""Plants one bad import after the other in a copy of the program and reports which contracts notice.

Run in the copy's folder, so that `api` is the copy: reads {fault: {path: text}} from standard input and writes
{fault: [broken contract, ...]}; the empty name stands for the untouched copy.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from importlinter import configuration
from importlinter.application.use_cases import create_report, lint_imports, read_user_options

configuration.configure()
CACHE = ".cache"


@contextmanager
def planted(files: dict[str, str]) -> Iterator[None]:
    """Appends to existing files, makes missing ones, and takes everything back."""
    before = {Path(path): Path(path).read_bytes() if Path(path).exists() else None for path in files}
    new_folders = [folder for target in before for folder in target.parents if not folder.exists()]
    for path, text in files.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with Path(path).open("a") as file:
            file.write(f"\n{text}\n")
    try:
        yield
    finally:
        for target, content in before.items():
            if content is None:
                target.unlink()
            else:
                target.write_bytes(content)
        for folder in sorted(set(new_folders), reverse=True):
            folder.rmdir()


def broken_contracts() -> list[str]:
    """Names of the contracts that the program in this folder breaks now."""
    report = create_report(read_user_options("pyproject.toml"), cache_dir=CACHE)
    return [contract.name for contract, check in report.get_contracts_and_checks() if not check.kept]


def main() -> None:
    """The whole table."""
    with redirect_stdout(sys.stderr):
        lint_imports(cache_dir=CACHE, no_logo=True)  # learns the contract types that pyproject names
    results = {"": broken_contracts()}
    for fault, files in json.load(sys.stdin).items():
        with planted(files):
            results[fault] = broken_contracts()
    json.dump(results, sys.stdout)


if __name__ == "__main__":
    main()
