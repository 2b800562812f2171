"""The channel map as a C header: what a C compiler makes of it is what the dictionary says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from firmware_py.icd import boards, channel, raw
from hil.dictionary import c as dictionary
from tests.hil.command import hil

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="looked for the program gcc (apt install gcc)")

#: docs/icd.md: dictionary hash; docs/writing-a-board.md: bytes of the two images; safe values over their scale.
PAGES = {
    "eps": ("bea67ba1f28b1eab", 62, 8, "753000ff07d0000b"),
    "radiator": ("c4d0e4eda6ded4cf", 44, 14, "177000001388177000001388000f"),
    "laser": ("c91723d5df6c4b26", 114, 48, "00" * 48),
    "payload": ("fa82f37a06b3b093", 47, 7, "00001e1e00fde8"),
}
PROGRAM = """
#include <stdio.h>
#include "channels.h"
int main(void) {{
    static const unsigned char hash[] = {{DICTIONARY_HASH}}, safe[ACTUATOR_BYTES] = {{SAFE_BYTES}};
    for (unsigned at = 0; at < sizeof hash; at++) printf("%02x", hash[at]);
    printf(" %d %d ", SENSOR_BYTES, ACTUATOR_BYTES);
    for (unsigned at = 0; at < sizeof safe; at++) printf("%02x", safe[at]);
    printf("\\n{form}\\n", {names});
    return 0;
}}
"""


def compiled(folder: Path, kind: int) -> list[str]:
    """Return what a program says that includes the header as board `kind`: its constants, then where channels begin."""
    sides = (("SENSOR", boards.SENSORS[kind]), ("ACTUATOR", boards.ACTUATORS[kind]))
    names = [f"{side}_{row[channel.NAME].upper()}" for side, table in sides for row in table]
    source = PROGRAM.format(form=" ".join(["%d"] * len(names)), names=", ".join(names))
    (folder / "channels.h").write_text(dictionary.header(), encoding="utf-8")
    (folder / "told.c").write_text(source, encoding="utf-8")
    command = ["gcc", "-std=c99", "-Wall", "-Werror", f"-DBOARD_KIND={kind}", "-o", "told", "told.c"]
    subprocess.run(command, cwd=folder, check=True)
    return subprocess.run(["./told"], cwd=folder, check=True, capture_output=True, text=True).stdout.splitlines()


@pytest.mark.parametrize("kind", range(len(boards.NAMES)), ids=boards.NAMES)
def test_a_compiler_reads_what_the_pages_say(tmp_path: Path, kind: int) -> None:
    constants, places = compiled(tmp_path, kind)
    digest, sensor_bytes, actuator_bytes, safe = PAGES[boards.NAMES[kind]]
    told = constants.split()
    assert told == [digest, str(sensor_bytes), str(actuator_bytes), safe]
    expected = []
    for table in (boards.SENSORS[kind], boards.ACTUATORS[kind]):
        at = 0
        for row in table:
            expected.append(at)
            at += raw.TYPES[row[channel.RAW]][1]
    assert [int(place) for place in places.split()] == expected


@pytest.mark.parametrize("words", [[], ["-DBOARD_KIND=4"]])
def test_without_a_kind_it_does_not_compile(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "channels.h").write_text(dictionary.header(), encoding="utf-8")
    command = ["gcc", "-fsyntax-only", *words, "-x", "c", str(tmp_path / "channels.h")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "BOARD_KIND" in done.stderr


def test_the_command_writes_it() -> None:
    assert hil("dict", "export", "c").stdout == dictionary.header()
