"""A run of pytest that was recorded with --hil-record, and what of it answers now with --hil-replay."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

from firmware_py.icd import boards
from hil.board.replay import CAPTURE
from hil.errors import ConfigError
from hil.pytest_plugin.tally import NAME, VERSION

LONGEST_NAME = 100  # letters of a node id in the name of its folder
RECORD_IT = "record it with --hil-record"


class Recording:
    """Folder `path`: a folder a test, in it a capture of its board and a run folder for each scenario it flew."""

    def __init__(self, path: Path, whole: dict[str, Any]) -> None:
        """`whole` is the evidence.json of the folder."""
        self.path = path
        self.seed: int | None = whole["seed"]
        self._evidence: dict[str, dict[str, Any]] = {test["id"]: test.get("evidence", {}) for test in whole["tests"]}

    @classmethod
    def opened(cls, path: Path) -> Recording:
        """Return the recording in `path`. Raises ConfigError."""
        what = f"--hil-replay {path}"
        try:
            whole = json.loads((path / NAME).read_text(encoding="utf-8"))
        except OSError as error:
            got = str(error.strerror).lower()
            raise ConfigError(what, f"a folder with {NAME}, {RECORD_IT}", got, "name another") from error
        except ValueError as error:
            raise ConfigError(what, f"a {NAME} that can be read", str(error), RECORD_IT + " again") from error
        if not isinstance(whole, dict) or whole.get("version") != VERSION:
            raise ConfigError(what, f"a {NAME} of version {VERSION}", "another", RECORD_IT + " again")
        return cls(path, whole)

    def kinds(self, test: str) -> list[str]:
        """Return the boards that `test` opened by itself then."""
        return [kind for kind in boards.NAMES if f"board.{kind}" in self._evidence.get(test, {})]

    def runs(self, test: str) -> list[str]:
        """Return the run folders of `test`, in the order in which they were flown."""
        return [name.partition(".")[2] for name in self._evidence.get(test, {}) if name.startswith("run.")]

    def lacks(self, test: str) -> str:
        """Return why there is nothing to replay for `test`; empty when there is."""
        if self.kinds(test) or self.runs(test):
            return ""
        return f"no board spoke in this test in the recording {self.path}: {RECORD_IT} again"

    def board(self, test: str, kind: str) -> Path:
        """Return the capture of board `kind` in `test`. Raises ConfigError."""
        return self._found(board_capture(folder_of(self.path, test), kind), f"board {kind}")

    def run(self, test: str, number: int) -> Path:
        """Return the folder of the scenario that `test` flew as its `number`-th, from 0. Raises ConfigError."""
        names = self.runs(test)
        if number >= len(names):
            what = f"scenario {number + 1} of this test"
            raise ConfigError(what, f"one of {len(names)} in the recording {self.path}", "none", RECORD_IT + " again")
        folder = folder_of(self.path, test) / names[number]
        self._found(folder / CAPTURE, f"scenario {number + 1}")
        return folder

    def _found(self, path: Path, what: str) -> Path:
        if not path.is_file():
            raise ConfigError(f"{what} of this test", f"its recording {path}", "no such file", RECORD_IT + " again")
        return path


def folder_of(path: Path, test: str) -> Path:
    """Return the folder of `test`, a node id, within a folder of recordings: legible, and of no other test."""
    plain = "".join(letter if letter.isalnum() or letter in "._-" else "_" for letter in test)
    return path / f"{plain[-LONGEST_NAME:]}-{sha256(test.encode()).hexdigest()[:8]}"


def board_capture(folder: Path, kind: str) -> Path:
    """Return where the capture of board `kind` stands in the folder of a test."""
    return folder / f"board-{kind}.pcapng"
