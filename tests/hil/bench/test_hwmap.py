"""The hardware map: what it lets through, and what it says of the rest."""

from pathlib import Path

import pytest

from hil.bench.hwmap import load
from hil.errors import ConfigError

#: As `twister --generate-hardware-map` writes it (Zephyr's documentation, "Hardware map").
TWISTER = """
- connected: true
  id: DT04BNT1
  platform: tiac_magpie
  product: FT232R USB UART
  runner: openocd
  serial: /dev/ttyUSB0
  baud: 9600
  fixtures: [gpio_loopback]
  flash_timeout: 60
  notes: on the left
"""
OURS = """
- connected: true
  id: E463A8574B3F3935
  kind: radiator
  vid_pid: 2e8a:0005
  power_cycle: uhubctl -a cycle -l 1-1
  calibration:
    supply_a: {gain: 1.002, offset: -0.3}
- connected: false
  id: spare
  kind: eps
  url: socket://bench:7001?token=secretword
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "map.yaml"
    path.write_text(text)
    return path


def test_a_map_of_twister_is_a_map(tmp_path: Path) -> None:
    (entry,) = load(written(tmp_path, TWISTER)).entries
    assert (entry.id, entry.serial, entry.baud, entry.fixtures, entry.kind) == (
        "DT04BNT1", "/dev/ttyUSB0", 9600, ["gpio_loopback"], None,
    )  # fmt: skip


def test_our_keys(tmp_path: Path) -> None:
    hwmap = load(written(tmp_path, OURS))
    radiator, eps = hwmap.entries
    assert radiator.calibration["supply_a"].gain == 1.002
    assert radiator.calibration["supply_a"].offset == -0.3
    assert hwmap.connected("radiator") == [0]
    assert hwmap.connected("eps") == []
    assert hwmap.where(1).endswith("map.yaml:9")
    assert eps.name() == "eps `spare`"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("- connected: true\n  id: a\n  seral: /dev/x\n", 3, "`seral`; did you mean `serial`?"),
        ("- connected: true\n  id: a\n  qwxz: 1\n", 3, "the keys are: connected, id"),
        ("- connected: true\n  kind: eps\n", 1, "key `id` is missing"),
        ("- connected: true\n  id: a\n- connected: true\n  id: a\n", 3, "`a` again, as in line 1"),
        ("- connected: perhaps\n  id: a\n", 1, "a valid boolean, got 'perhaps'"),
        ("- connected: true\n  id: a\n  kind: espresso\n", 3, "'eps', 'radiator', 'laser' or 'payload'"),
        ("- connected: true\n  id: a\n  vid_pid: '2e8a'\n", 3, "vid_pid"),
        ("- connected: true\n  id: a\n  baud: 0\n", 3, "greater than 0"),
        ("- connected: true\n  id: a\n  baud: true\n", 3, "a valid integer"),
        (
            "- connected: true\n  id: a\n  kind: eps\n  calibration:\n    bus_volt: {gain: 2}\n", 5,
            "a sensor of eps, got `bus_volt`; did you mean `bus_voltage`?",
        ),
        (
            "- connected: true\n  id: a\n  kind: eps\n  calibration:\n    bus_voltage: {gian: 2}\n", 5,
            "did you mean `gain`?",
        ),
        (
            "- connected: true\n  id: a\n  kind: eps\n  calibration:\n    bus_voltage: {gain: 0}\n", 5,
            "greater than 0",
        ),
        ("- connected: true\n  id: a\n  calibration: {bus_voltage: {}}\n", 3, "a board with a `kind`"),
        ("- id: a\n  id: b\n", 2, "each key once"),
        ("- [eps]\n", 1, "a map of keys"),
        ("- connected: true\n  id: 'a\n", 3, "YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    assert str(caught.value).startswith(f"{path}:{line}")
    assert said in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("text", ["", "connected: true\n", "[]\n"])
def test_what_is_no_list_of_boards_says_how_to_get_one(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError, match="scan --generate"):
        load(written(tmp_path, text))
