"""`make coverage` sees what runs, wherever it runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from coverage import Coverage

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[2]
STARTS_ANOTHER = """
import subprocess, sys
subprocess.run([sys.executable, "-P", "-c", "import api.core.money"], check=True)
"""


def test_processes_that_a_test_starts_are_measured(tmp_path: Path) -> None:
    """Given a program that only starts another, when both are measured, then the branches of the other are known."""
    script, config, data = tmp_path / "starts.py", ROOT / "pyproject.toml", tmp_path / "measured"
    script.write_text(STARTS_ANOTHER)
    measuring = [
        sys.executable,
        "-m",
        "coverage",
        "run",
        f"--rcfile={config}",
        f"--data-file={data}",
        str(script),
    ]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    subprocess.run(measuring, cwd=ROOT, env=alone, check=True, timeout=50)

    found = Coverage(config_file=config, data_file=data)
    found.combine()

    assert found.get_data().has_arcs()
    assert str(ROOT / "api" / "core" / "money.py") in found.get_data().measured_files()
