"""docs/accuracy.md shows every case that tests/against declares, and is made the same from the same rows."""

from __future__ import annotations

from pathlib import Path

from tests import accuracy_page

ROWS = [
    {
        "case": case, "quantity": "a | b", "unit": "s", "ours": "1.0005", "theirs": "1.0", "difference": "0.0005",
        "tolerance": "0.001", "authority": "Orekit", "test": "tests/against/test_orekit.py::test_edges",
    }
    for case in ("O-11", "O-2", "T-1", "X-1")
]  # fmt: skip


def test_every_declared_case_has_a_row(checkout: Path) -> None:
    """Otherwise `make accuracy` has not been run since the case was written."""
    files = sorted((checkout / "tests" / "against").glob("test_*.py"))
    declared = {case for file in files for case in accuracy_page.declared(file.read_text(encoding="utf-8"))}
    shown = accuracy_page.listed((checkout / "docs" / "accuracy.md").read_text(encoding="utf-8"))
    assert sorted(declared - shown) == []
    assert declared


def test_the_page_says_what_is_not_validated(checkout: Path) -> None:
    page = (checkout / "docs" / "accuracy.md").read_text(encoding="utf-8")
    assert page.endswith((accuracy_page.AGAINST / "not_validated.md").read_text(encoding="utf-8"))


def test_rows_stand_by_topic_and_case() -> None:
    page = accuracy_page.page(ROWS, "## Not validated\n")
    assert [line.split(" | ")[0] for line in page.splitlines() if "test_edges" in line] == [
        "| O-2", "| O-11", "| T-1", "| X-1",
    ]  # fmt: skip
    assert "| O-2 | a \\| b | s | 1.0005 | 1 | 5.0e-04 | 0.001 | Orekit | `test_orekit.py::test_edges` |" in page
    assert page.index("## Orbit") < page.index("## Thermal") < page.index("## Other") < page.index("## Not validated")


def test_declared_and_listed_cases_are_found() -> None:
    source = 'def test_a(agrees):\n    agrees("O-3", "x", 1.0, 1.0, 0.1)\n    agrees(case, "x", 1.0, 1.0, 0.1)\n'
    assert list(accuracy_page.declared(source)) == ["O-3"]
    assert accuracy_page.listed(accuracy_page.page(ROWS, "")) == {"O-2", "O-11", "T-1", "X-1"}
