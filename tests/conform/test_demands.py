"""Every check quotes, word for word, a sentence of the pages that a board writer has; ids are unique."""

import re
from pathlib import Path

import pytest

from firmware_py.icd import boards
from firmware_py.icd.raw import TYPES
from hil.conform.table import checks

ID = re.compile(r"CFM-[A-Z]+-\d{3}")


def words(text: str) -> str:
    """Return `text` on one line."""
    return " ".join(text.split())


@pytest.mark.parametrize("kind", range(len(boards.NAMES)))
def test_every_demand_stands_in_its_page(kind: int, checkout: Path) -> None:
    pages = {name: words((checkout / "docs" / name).read_text(encoding="utf-8")) for name in ("wire.md", "timing.md")}
    missing = {
        f"{check.page}: {check.demand}" for check in checks(kind) if words(check.demand) not in pages[check.page]
    }
    assert missing == set()


@pytest.mark.parametrize("kind", range(len(boards.NAMES)))
def test_ids_are_unique_and_well_formed(kind: int) -> None:
    ids = [check.id for check in checks(kind)]
    assert len(set(ids)) == len(ids)
    assert [name for name in ids if not ID.fullmatch(name)] == []


@pytest.mark.parametrize("kind", range(len(boards.NAMES)))
def test_every_channel_has_a_check(kind: int) -> None:
    titles = [check.title for check in checks(kind) if check.feature in ("sensors", "actuators")]
    for row in (*boards.SENSORS[kind], *boards.ACTUATORS[kind]):
        assert [title for title in titles if title.startswith(f"{row[0]} ({row[2]})")], row[0]


def test_the_sizes_on_the_page_for_board_writers_are_those_of_the_dictionary(checkout: Path) -> None:
    page = (checkout / "docs" / "writing-a-board.md").read_text(encoding="utf-8")
    for kind, name in enumerate(boards.NAMES):
        sensors, actuators = (
            sum(TYPES[row[2]][1] for row in table[kind]) for table in (boards.SENSORS, boards.ACTUATORS)
        )
        # headers 16, TICK head 6, SAMPLE head 12, CRC 4: docs/wire.md
        row = f"| {name} | {sensors} | {actuators} | {26 + sensors + actuators} | {32 + sensors + actuators} |"
        assert row in page
