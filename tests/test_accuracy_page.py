"""docs/accuracy.md shows every case that tests/against declares, and is made the same from the same rows."""

from __future__ import annotations

import re
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


def test_every_file_notes_what_it_compared(checkout: Path) -> None:
    """A test against an authority that calls `agrees` nowhere has no row, and nobody would miss it."""
    files = sorted((checkout / "tests" / "against").glob("test_*.py"))
    assert [file.name for file in files if "agrees(" not in file.read_text(encoding="utf-8")] == []


def test_every_row_held_and_names_a_test_that_is_there(checkout: Path) -> None:
    """The page may be older than the tests, but not show a test that has gone, nor a row beyond its tolerance."""
    rows = list(accuracy_page.read(checkout.joinpath("docs", "accuracy.md").read_text(encoding="utf-8")))
    assert len(rows) > 100
    for row in rows:
        file, _, name = row["test"].partition("::")
        source = (checkout / "tests" / "against" / file).read_text(encoding="utf-8")
        assert f"def {name.partition('[')[0]}(" in source, row["test"]
        share, _, of_it = row["tolerance"].partition(" ")
        allowed = float(share) * (abs(float(row["theirs"])) if of_it else 1.0)
        assert abs(float(row["difference"])) <= 1.05 * allowed, row  # printed to two digits


def test_cases_of_the_physics_page_name_tests_that_are_there(checkout: Path) -> None:
    text = (checkout / "docs" / "physics.md").read_text(encoding="utf-8")
    cases = text[text.index("## 8. Acceptance cases") : text.index("## 9. Sources")]
    named = set(re.findall(r"`(test_\w+|tests/[\w/.]+)`", cases))
    assert len(named) > 20
    places = [name if name.startswith("tests/") else f"tests/against/{name}.py" for name in named]
    assert sorted(place for place in places if not (checkout / place).exists()) == []


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
    page = accuracy_page.page(ROWS, "")
    assert accuracy_page.listed(page) == {"O-2", "O-11", "T-1", "X-1"}
    assert [row["quantity"] for row in accuracy_page.read(page)] == ["a | b"] * 4
