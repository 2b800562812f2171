"""The generated documents are those of this checkout."""

from __future__ import annotations

from pathlib import Path

from firmware_py.icd import boards, channel, events, parameters
from hil.check import table
from hil.dictionary import markdown


def test_the_interface_control_document_is_up_to_date(checkout: Path) -> None:
    assert (checkout / "docs" / "icd.md").read_text() == markdown.document(), "run `make docs`"


def test_the_requirements_page_is_up_to_date(checkout: Path) -> None:
    assert (checkout / "docs" / "requirements.md").read_text() == table.markdown(), "run `make docs`"


def test_the_document_names_everything_in_the_dictionary() -> None:
    page = markdown.document()
    named = [row[channel.NAME] for rows in (*boards.SENSORS, *boards.ACTUATORS) for row in rows]
    named += [row[2] for row in events.TABLE] + [row[2] for row in parameters.TABLE]
    assert len(named) > 200
    assert [name for name in named if f"| {name} |" not in page] == []
