"""`hil boards flash` by the real mpremote, to the real MicroPython VM behind a PTY; no Pico is at hand."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware_py.board import escape, usb
from firmware_py.icd import boards, packets
from hil.bench import flash as flashing
from hil.bench.flash import Target, flash, plan, target
from hil.bench.hwmap import load
from hil.board.firmware import firmware_hash
from hil.board.usb import image, mpremote, prompt
from hil.board.usb.wiring import Wire
from hil.errors import BoardError, ConfigError, PortMissing
from hil.transport.serial import SerialTransport
from tests.hil.bench.fake import FTDI, PICO
from tests.hil.board.bare_board import NEEDS, powered
from tests.hil.command import hil

pytestmark = [pytest.mark.slow, NEEDS]

PICO_ROOM = 100_000  # [bytes] a small part of the 1.4 MB that a Pico's file system has


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """An empty file system of a board."""
    folder = tmp_path / "board"
    folder.mkdir()
    return folder


@pytest.fixture
def port(files: Path) -> Iterator[str]:
    """A board that has MicroPython and nothing else."""
    with powered(files) as name:
        yield name


def held(files: Path) -> dict[str, int]:
    """Return the size of every file on the board [bytes]."""
    return {path.relative_to(files).as_posix(): path.stat().st_size for path in files.rglob("*") if path.is_file()}


def test_a_flashed_board_passes_the_kit_behind_its_port(files: Path, port: str, tmp_path: Path) -> None:
    (files / "machine.py").write_text("def unique_id():\n    return bytes.fromhex('e463a8574b3f3935')\n")
    done = hil("boards", "flash", port, "--kind", "radiator")
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"firmware   {firmware_hash().hex()}, the one in this checkout" in done.stdout
    assert "board      radiator" in done.stdout
    assert "serial     E463A8574B3F3935" in done.stdout  # that of its USB port, as on a Pico
    report = tmp_path / "report.json"
    tried = hil("boards", "conform", port, "--json", str(report))
    assert tried.returncode == 0, tried.stdout + tried.stderr
    again = hil("boards", "flash", port, "--kind", "laser")  # while the agent runs
    assert again.returncode == 0, again.stdout + again.stderr
    assert "board      laser" in again.stdout


def test_a_run_through_a_flashed_board_has_the_record_of_one_in_process(port: str, tmp_path: Path) -> None:
    flash(Target(port, "eps"))
    hashes = []
    for name, choice in (("flashed", ["--board", f"eps={port}"]), ("inproc", [])):
        out = tmp_path / name
        done = hil(
            "run", "--boards", "inproc", *choice, "--set", "duration_s=2", "--no-report", "--out", str(out)
        )  # fmt: skip
        assert done.returncode == 1, done.stderr  # two seconds show nothing of what the scenario demands to see
        hashes.append(json.loads((out / "manifest.json").read_text())["record_hash"])
    assert hashes[0] == hashes[1]


def test_a_dry_run_names_what_is_then_on_the_board(files: Path, port: str) -> None:
    one = Target(port, "eps")
    said = plan(one)
    assert held(files) == {}
    flash(one)
    found = held(files)
    listed = {line.split()[1]: int(line.split()[0]) for line in said[3:-1]}
    assert listed == found
    assert said[2] == f"files  {len(found)}, {sum(found.values())} bytes"
    assert sum(found.values()) < PICO_ROOM
    assert said[-1].startswith(f"mpremote connect {port} resume exec ")
    assert said[-1].endswith("+ fs cp -r FOLDER/firmware_py :firmware_py + fs cp FOLDER/main.py :main.py")


def test_what_an_earlier_flashing_left_goes_and_the_rest_stays(files: Path, port: str) -> None:
    flash(Target(port, "eps"))
    wanted = held(files)
    (files / "firmware_py" / "old").mkdir()
    (files / "firmware_py" / "old" / "gone.mpy").write_bytes(b"of yesterday")
    (files / "firmware_py" / "board" / "agent.mpy").write_bytes(b"cut short")
    (files / "boot.py").write_text("# of its owner\n")
    flash(Target(port, "eps"))
    assert held(files) == wanted | {"boot.py": 15}


def test_a_board_that_a_host_can_overrun_says_its_window(port: str) -> None:
    assert not flash(Target(port, "eps")).features & packets.FEATURE_CREDIT
    assert flash(Target(port, "eps", 256)).features & packets.FEATURE_CREDIT


def test_eight_ctrl_c_give_a_person_the_prompt(port: str) -> None:
    flash(Target(port, "eps"))
    transport = SerialTransport(port)
    try:
        transport.write(b"\r\x02" + b"\x03" * 7)  # as a terminal begins; one too few
        assert prompt.heard(transport, (b">>> ",), 0.3) == b""
        transport.write(b"\x03")
        assert prompt.heard(transport, (b">>> ",), prompt.PROMPT_S).endswith(b">>> ")
        transport.write(b"print(6*7)\r")
        assert b"42" in prompt.heard(transport, (b"42",), prompt.PROMPT_S)
    finally:
        transport.close()


def test_host_and_board_mean_the_same_bytes() -> None:
    assert prompt.READY == usb.READY
    assert prompt._TO_PROMPT.startswith(escape.ESCAPE)


# ---- unhappy ways


def test_a_board_without_room_has_no_agent_rather_than_half_of_one(files: Path, port: str) -> None:
    flash(Target(port, "eps"))
    whole = held(files)
    with (
        powered(files, largest="8") as small,  # 4 kB: agent.mpy is longer
        pytest.raises(
            BoardError, match=r"expected the files copied, got exit code 1: .*agent\.mpy.*; .* flash it again"
        ),
    ):
        flash(Target(small, "eps"))
    assert "main.py" not in held(files)
    flash(Target(port, "eps"))
    assert held(files) == whole


def test_a_heap_too_small_is_told_in_the_words_of_the_board(files: Path) -> None:
    with (
        powered(files, heap="40k") as small,
        pytest.raises(BoardError, match=r"got .*MemoryError.*; flash it") as failed,
    ):
        flash(Target(small, "eps"))
    assert failed.value.exit_code == 3


def test_an_agent_that_is_not_the_one_flashed_is_found_out(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    flash(Target(port, "eps"))
    monkeypatch.setattr(mpremote, "program", lambda: "true")  # says all went well, and copies nothing
    with pytest.raises(BoardError, match="expected board laser, got board eps") as other_kind:
        flash(Target(port, "laser"))
    ours = firmware_hash()
    monkeypatch.setattr(flashing, "firmware_hash", lambda: b"\1" * 8)
    with pytest.raises(BoardError, match=f"expected firmware 0101010101010101, got {ours.hex()}") as other_firmware:
        flash(Target(port, "eps"))
    assert {other_kind.value.exit_code, other_firmware.value.exit_code} == {3}


def test_a_port_without_micropython_is_not_touched_further(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompt, "PROMPT_S", 0.1)
    monkeypatch.setattr(mpremote, "run", lambda command: pytest.fail("it was started"))
    master, slave = os.openpty()
    try:
        with pytest.raises(BoardError, match="expected MicroPython's prompt, got silence; is MicroPython on the board"):
            flash(Target(os.ttyname(slave), "eps"))
    finally:
        os.close(master)
        os.close(slave)


def test_a_port_that_is_not_there_is_bad_usage() -> None:
    done = hil("boards", "flash", "/dev/ttyNONE", "--kind", "eps")
    assert done.returncode == 2
    assert done.stderr.startswith("error: port /dev/ttyNONE: expected a serial port that may be opened")


def test_without_mpremote_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ConfigError, match=r"the program mpremote, got none installed; pip install 'everdawn\[flash\]'"):
        flash(Target("/dev/ttyACM0", "eps"))


def test_an_mpremote_that_hangs_is_ended() -> None:
    sleeping = shutil.which("sleep")
    assert sleeping is not None
    with pytest.raises(BoardError, match=r"got nothing after 0\.1 s; the board has no agent now"):
        mpremote.run([sleeping, "60"], 0.1)


# ---- which board


def test_a_board_is_named_by_port_id_or_kind(tmp_path: Path) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(
        f"- {{connected: true, id: {PICO.serial}, kind: eps, pins: {{load_enable.1: 4}}}}\n"
        "- {connected: false, id: spare, vid_pid: '0403:6001'}\n"
    )
    hwmap, here = load(path), (PICO, FTDI)
    assert target("hwgrep://2E8A", "laser", None, None, here) == Target("hwgrep://2E8A", "laser")
    assert target("/dev/ttyACM3", "laser", None, hwmap, here) == Target("/dev/ttyACM3", "laser")  # HIL_MAP may be set
    wire = Wire(gpio=4, position=3, bit=1, low=0, high=15)
    assert target("eps", None, 256, hwmap, here) == Target("/dev/ttyACM0", "eps", 256, (wire,))
    assert target(PICO.serial, None, None, hwmap, here).url == "/dev/ttyACM0"
    with pytest.raises(ConfigError, match=r"pins: expected an actuator .* got `load_enable\.1`"):
        target(PICO.serial, "laser", None, hwmap, here)
    assert target("spare", "radiator", None, hwmap, here) == Target("/dev/ttyUSB2", "radiator")
    with pytest.raises(ConfigError, match=r"an id or a connected kind, got the ids .*spare"):
        target("laser", None, None, hwmap, here)
    with pytest.raises(ConfigError, match=r"its kind .* got None; say --kind eps"):
        target("spare", None, None, hwmap, here)
    with pytest.raises(PortMissing, match="plug it in"):
        target("eps", None, None, hwmap, (FTDI,))


@pytest.mark.parametrize(
    ("url", "kind"), [("/dev/ttyACM0", None), ("/dev/ttyACM0", "esp"), ("socket://a:1?token=WORD", "eps")]
)
def test_a_board_that_cannot_be_told_or_reached_is_refused(url: str, kind: str | None) -> None:
    with pytest.raises(ConfigError) as refused:
        target(url, kind, None, None, ())
    assert "WORD" not in str(refused.value)


def test_the_compiled_files_are_for_any_processor(tmp_path: Path) -> None:
    """Their header, as MicroPython's reference, ".mpy files", has it: M, version, flags, bits of a small integer."""
    image.write(tmp_path, image.words("eps"))
    heads = {path.read_bytes()[:4] for path in tmp_path.rglob("*.mpy")}
    assert heads == {b"M\x06\x00\x1f"}  # no native code (flags), integers that fit words of 32 bits (31)


def test_main_py_names_the_kind_and_both_hashes(tmp_path: Path) -> None:
    image.write(tmp_path, image.words("payload"))
    written = (tmp_path / "main.py").read_text()
    ours = packets.dictionary_hash(boards.kind_index("payload")).hex()
    assert f"usb.run(['payload', 'firmware={firmware_hash().hex()}', 'dictionary={ours}'], [])" in written
    compile(written, "main.py", "exec")
