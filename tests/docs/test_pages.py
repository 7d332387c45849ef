"""Pages lead where they say, decisions are numbered and listed, and no file speaks of a place outside the project."""

import re
import subprocess
from pathlib import Path

import pytest
from graphql import parse, validate

from tests.docs.reading import ROOT, contract, names_of_the_contract

pytestmark = pytest.mark.unit

PAGES = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "pwa" / "README.md"],
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CAMEL = re.compile(r"`([a-z]+[A-Z]\w+)`")
SENT = re.compile(r"(?:\"query\": |gql\()\"(.+?)\"[,})]")
OUTSIDE = (b"../" + b"shared", b"/" + b"work/")
GUIDES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guides").glob("*.md"))]


def anchors(page: Path) -> set[str]:
    """Anchors of a page's headings, as readers of Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads_nowhere(page: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return True
    return bool(anchor) and anchor not in anchors(target)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    links = LINK.findall(page.read_text(encoding="utf-8"))
    assert [link for link in links if not link.startswith("http") and leads_nowhere(page, link)] == []


def test_a_broken_link_is_noticed() -> None:
    page = ROOT / "README.md"
    assert leads_nowhere(page, "docs/nothing.md")
    assert leads_nowhere(page, "docs/architecture.md#nothing")
    assert leads_nowhere(page, "../somewhere")


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_names_of_the_contract_are_as_the_guides_write_them(page: Path) -> None:
    named = set(CAMEL.findall(page.read_text(encoding="utf-8")))
    assert named - names_of_the_contract() == set()


@pytest.mark.parametrize("page", GUIDES, ids=lambda page: page.name)
def test_operations_that_the_guides_send_are_valid(page: Path) -> None:
    sent = SENT.findall(page.read_text(encoding="utf-8"))
    assert [error.message for text in sent for error in validate(contract(), parse(text))] == []


def test_the_guides_send_operations() -> None:
    assert len(SENT.findall((ROOT / "docs" / "guides" / "api.md").read_text(encoding="utf-8"))) >= 5


def test_decisions_are_numbered_from_one_and_listed() -> None:
    folder = ROOT / "docs" / "decisions"
    names = sorted(path.name for path in folder.glob("0*.md"))
    listed = re.findall(r"\((0\d{3}-[^)]+)\)", (folder / "README.md").read_text(encoding="utf-8"))
    assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
    assert listed == names


def test_no_file_speaks_of_a_place_outside_the_project() -> None:
    known = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    files = [ROOT / name.decode() for name in known.split(b"\0") if name]
    assert [
        path.relative_to(ROOT)
        for path in files
        if path.is_file() and any(word in path.read_bytes() for word in OUTSIDE)
    ] == []
