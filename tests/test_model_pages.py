"""docs/models: one page a physical module, with all that a review asks for, and no module without a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]
PAGES = sorted((CHECKOUT / "docs" / "models").glob("*.md"))
ROOMS = ("orbit", "environment", "power", "thermal", "optical", "workload", "sensors", "fleet")
HEADINGS = ("Purpose", "Equations", "Assumptions", "Limits", "Parameters", "Validation")
#: How the numbers of a room are laid out in vectors: no physics of their own.
PLUMBING = {"__init__.py", "layout.py", "table.py", "vector.py", "readings.py", "system.py"}


def _modules() -> list[Path]:
    files = [path for room in ROOMS for path in sorted((CHECKOUT / "sim" / room).glob("*.py"))]
    return [path for path in files if path.name not in PLUMBING]


def _named() -> set[str]:
    return {
        name
        for page in PAGES
        for name in re.findall(r"(?<!tests/)\bsim/[a-z_]+/[a-z0-9_]+\.py", page.read_text("utf-8"))
    }


def test_there_are_pages_of_every_room() -> None:
    assert {page.name.split("-")[0] for page in PAGES if page.name != "README.md"} == set(ROOMS)


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "README.md"], ids=lambda page: page.stem)
def test_a_page_has_what_a_review_asks_for(page: Path) -> None:
    text = page.read_text("utf-8")
    found = re.findall(r"^##+ (.+)$", text, re.MULTILINE)
    said = " ".join(found).lower()  # one heading may be for two: "Assumptions and limits"
    missing = [heading for heading in HEADINGS if heading.lower() not in said]
    assert not missing, f"{page.name} has no section {missing}"
    assert re.search(r"sim/[a-z_]+/[a-z0-9_]+\.py", text), f"{page.name} names no module"


def test_every_physical_module_has_a_page() -> None:
    modules = {path.relative_to(CHECKOUT).as_posix() for path in _modules()}
    assert not modules - _named(), "no page of docs/models names these"


def test_pages_name_modules_that_exist() -> None:
    gone = {name for name in _named() if not (CHECKOUT / name).is_file()}
    assert not gone
