"""Which runs can be compared, and what was set differently."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.compare.pair import open_pair, settings
from hil.errors import ConfigError
from hil.record.folder import RunFolder
from hil.record.layout import RowLayout
from tests.hil.record.synthetic import TRUTH, Drawn, quiet

ROWS = 50


@pytest.mark.parametrize("kind", ["columns", "calibration", "period", "apart", "nothing", "empty"])
def test_what_cannot_be_compared_is_bad_input(tmp_path: Path, kind: str) -> None:
    quiet(ROWS).write(tmp_path / "a")
    b = {
        "period": lambda: quiet(ROWS, 0.5),
        "columns": lambda: Drawn(1.0, quiet(ROWS).values, layout=RowLayout(TRUTH[:-1])),
    }
    if kind in b:
        other = b[kind]()
        if kind == "columns":
            other.values.pop(f"truth.{TRUTH[-1]}", None)
        other.write(tmp_path / "b")
    elif kind == "calibration":
        wire = [column._replace(scale=0.5) if column.name == "eps.bus_voltage" else column
                for column in RowLayout(TRUTH).wire]  # fmt: skip
        Drawn(1.0, quiet(ROWS).values, layout=RowLayout(TRUTH, wire)).write(tmp_path / "b")
    elif kind == "apart":
        late = quiet(2 * ROWS)
        folder = RunFolder.create(tmp_path / "b", late.layout, "{}", {})
        late.feed(folder, first=ROWS)
        folder.close(0, {})
    elif kind == "empty":
        RunFolder.create(tmp_path / "b", RowLayout(TRUTH), "{}", {}).close(0, {})
    said = {"columns": "columns", "calibration": r"eps.bus_voltage .*0.5 V a count", "period": "500 ms",
            "apart": "ticks 50 to 99", "nothing": "manifest.json", "empty": "none recorded"}  # fmt: skip
    with pytest.raises(ConfigError, match=said[kind]) as caught:
        open_pair(tmp_path / "a", tmp_path / "b")
    assert caught.value.exit_code == 2


def test_what_was_set_differently_is_said(tmp_path: Path) -> None:
    boards = [[{"kind": "eps", "url": url, "firmware_hash": "aa"}] for url in ("pty:", "/dev/ttyACM0")]
    texts = ['{"seed":1,"orbit":{"ltan_h":18.0,"x":1}}', '{"seed":2,"orbit":{"ltan_h":6.0,"x":1}}']
    for name, board, text, seed in zip("ab", boards, texts, (1, 2), strict=True):
        drawn = quiet(5)
        folder = RunFolder.create(tmp_path / name, drawn.layout, text, {"seed": seed, "boards": board})
        drawn.feed(folder)
        folder.close(0, {})
    assert settings(open_pair(tmp_path / "a", tmp_path / "b")) == [
        ("seed", 1, 2), ("eps url", "pty:", "/dev/ttyACM0"), ("orbit.ltan_h", 18.0, 6.0),
    ]  # fmt: skip
