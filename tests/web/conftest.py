"""What the tests of plain HTTP share."""

from pathlib import Path

import pytest


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A built app of three files, beside one that is not part of it."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Regulars</title>")
    (folder / "sw.js").write_text("// worker")
    (folder / "assets" / "app-1a2b3c.js").write_text("let x = 1;\n" * 500)
    (tmp_path / "secret.txt").write_text("secret")
    return folder
