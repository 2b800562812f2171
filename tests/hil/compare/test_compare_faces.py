"""What `hil diff` shows: terminal, page and JSON say the same, and the exit code is right."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from hil.cli import app
from hil.compare.page import MOST_PLOTS, render
from hil.compare.pair import open_pair
from hil.compare.parting import Parting, compare
from hil.compare.table import MOST_LINES, print_parting
from tests.hil.record.synthetic import eclipse_pass

RUNNER = CliRunner()
SHIFTED = "eps.payload_current"


class Loads(HTMLParser):
    """Collects what a browser would fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.fetched += [value or "" for key, value in attrs if key in {"src", "href"}]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two orbits; from row 1000 on the second draws 7 A more, one event comes later, and it is 100 rows shorter."""
    path = tmp_path_factory.mktemp("diff")
    eclipse_pass(1.0).write(path / "a", {"seed": 7})
    other = eclipse_pass(1.0, 5701.0)
    other.values[SHIFTED] = other.values[SHIFTED] + np.where(np.arange(other.rows) < 1000, 0.0, 7.0)
    other.found[1500] = [(3, 1, 3, 0)]
    other.write(path / "b <i>", {"seed": 8})
    return path / "a", path / "b <i>"


@pytest.fixture(scope="module")
def found(folders: tuple[Path, Path]) -> Parting:
    return compare(open_pair(*folders), {})


def printed(found: Parting, width: int) -> str:
    """Return what the terminal shows."""
    stream = StringIO()
    print_parting(found, Console(file=stream, width=width))
    return stream.getvalue()


@pytest.mark.parametrize("width", [80, 160])
def test_the_terminal_says_where_and_how_much(found: Parting, width: int) -> None:
    text = printed(found, width)
    assert text.startswith("A  ")
    assert "DIFFERENT over 5,702 rows (ticks 0 to 5,701)" in text
    assert "A has 5,802 rows, B 5,702" in text
    assert "They part at tick 1,000 (16:40.0): eps.payload_current" in text
    lines = [line for line in text.splitlines() if line.startswith(SHIFTED)]
    assert len(lines) == 1
    assert len(lines[0]) <= width
    cells = lines[0].split()
    assert cells[1] == "1000"
    assert cells[-3:] == ["7", "0.01", "4702"]  # 0.01 A a count; rows 1000 to 5701
    assert "seed: 7 in A, 8 in B" in text
    assert "event" in text


def test_many_channels_are_not_all_printed(tmp_path: Path, folders: tuple[Path, Path]) -> None:
    quiet_run = eclipse_pass(1.0, 600.0)
    names = [column.name for column in quiet_run.layout.wire if column.dtype == ">u2" and ".link." not in column.name]
    for name in names[: MOST_LINES + 9]:
        quiet_run.values[name] = (
            quiet_run.values.get(name, np.zeros(quiet_run.rows)) + 100.0 * quiet_run.layout.column(name).scale
        )
    quiet_run.write(tmp_path / "c")
    found = compare(open_pair(folders[0], tmp_path / "c"), {})
    text = printed(found, 120)
    assert "and 9 more channels beyond their tolerance" in text
    page = render(found)
    assert page.count('<tr class="bad">') == len(found.gaps) == MOST_LINES + 9
    assert f"The first {MOST_PLOTS} of {len(found.gaps)} channels" in page


def test_the_page_loads_nothing_and_says_the_same(found: Parting) -> None:
    page = render(found)
    reader = Loads()
    reader.feed(page)
    assert reader.fetched == []
    assert "They part at tick 1,000 (16:40.0)" in page
    assert SHIFTED in page
    assert "b &lt;i&gt;" in page  # a path is text, not markup
    assert "b <i>" not in page.split("<script", maxsplit=1)[0]
    assert len(page) < 8_000_000


def test_exit_codes_and_json(folders: tuple[Path, Path], tmp_path: Path) -> None:
    a, b = map(str, folders)
    done = RUNNER.invoke(app, ["diff", a, b, "--json"])
    assert done.exit_code == 4
    told = json.loads(done.stdout)
    assert (told["equal"], told["verdict"]) == (False, "different")
    assert told["parted"] == {"tick": 1000, "time_s": 1000.0, "channels": [SHIFTED]}
    assert [gap["name"] for gap in told["differences"]] == [SHIFTED]
    assert told["event"]["place"] >= 0
    assert told["rows"] == {"a": 5802, "b": 5702}
    same = RUNNER.invoke(app, ["diff", a, a, "--html", str(tmp_path / "same.html")])
    assert same.exit_code == 0
    assert "EQUAL over 5,802 rows" in same.stdout
    assert (tmp_path / "same.html").read_text().startswith("<!DOCTYPE html>")
    within = RUNNER.invoke(app, ["diff", a, b, "--tolerance", "eps.*=7.01", "--tolerance", "events=inf", "--json"])
    assert within.exit_code == 4  # an event more is an event more
