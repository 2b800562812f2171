"""The row as docs/wire.md and docs/timing.md describe it, packed by hand here."""

import struct

import numpy as np
import pytest

from firmware_py.icd import boards, eps, messages
from hil.record.column import truth_unit, wire_columns
from hil.record.layout import RowLayout


def hand_row(tick: int, t_ns: int, soc: float) -> tuple[bytes, bytes]:
    """A row in which the eps bus voltage reads 40000 counts (800 V) and everything else is 0."""
    letters = {"u8": "B", "u16": "H", "i16": "h", "u32": "I", "i32": "i"}
    wire = struct.pack(">Iq", tick, t_ns)
    for name, sensors, actuators in zip(boards.NAMES, boards.SENSORS, boards.ACTUATORS, strict=True):
        wire += struct.pack(">B", 0) + struct.pack(">IBBHHBB", tick, 8, 0, 1, 0, 0, 0)
        codes = [40_000 if (name, row[0]) == ("eps", "bus_voltage") else 0 for row in sensors]
        wire += struct.pack(">" + "".join(letters[row[2]] for row in sensors), *codes)
        wire += struct.pack(">" + "".join(letters[row[2]] for row in actuators), *[0 for _ in actuators])
    for fields in messages.FIELDS:
        wire += struct.pack(f">{len(fields)}i", *[7 for _ in fields])
    return wire, struct.pack(">2d", soc, -1.5)


def test_a_row_packed_by_hand_has_the_size_and_reads_back() -> None:
    layout = RowLayout(("soc", "heat_w"))
    wire, truth = hand_row(3, 300_000_000, 0.625)
    assert (layout.wire_size, layout.truth_size, layout.row_size) == (len(wire), len(truth), len(wire) + len(truth))
    rows = layout.rows(wire + truth)
    assert rows["tick"][0] == 3
    assert rows["t_ns"][0] == 300_000_000
    assert layout.engineering("eps.bus_voltage", rows["eps.bus_voltage"])[0] == 40_000 * 0.02
    assert rows["payload.link.flags"][0] == 8
    assert layout.engineering("msg.eps.soc", rows["msg.eps.soc"])[0] == 7 * 0.00001
    assert (rows["truth.soc"][0], rows["truth.heat_w"][0]) == (0.625, -1.5)


def test_every_invalid_code_reads_as_nan_and_its_neighbour_does_not() -> None:
    layout = RowLayout(())
    for column in layout.wire:
        if column.invalid is None:
            continue
        step = -1 if column.invalid > 0 else 1
        counts = np.array([column.invalid, column.invalid + step], dtype=column.dtype)
        values = layout.engineering(column.name, counts)
        assert np.isnan(values[0]), column.name
        assert np.isfinite(values[1]), column.name


def test_a_missing_sample_has_no_tick() -> None:
    layout = RowLayout(())
    assert np.isnan(layout.engineering("laser.link.tick", np.array([0xFFFFFFFF], dtype=">u4")))[0]


def test_a_cut_tail_is_left_out() -> None:
    layout = RowLayout(("soc",))
    assert len(layout.rows(bytes(layout.row_size * 2 + layout.row_size - 1))) == 2
    assert len(layout.rows(b"")) == 0


def test_names_are_unique_and_every_channel_is_there() -> None:
    names = [column.name for column in wire_columns()]
    assert len(names) == len(set(names))
    assert {f"eps.{row[0]}" for row in eps.SENSORS} | {f"eps.set.{row[0]}" for row in eps.ACTUATORS} <= set(names)


def test_the_schema_hash_sees_names_order_and_calibration() -> None:
    base = RowLayout(("soc", "bus_v"))
    wire = list(base.wire)
    wire[20] = wire[20]._replace(scale=wire[20].scale * 2)
    hashes = {base.schema_hash, RowLayout(("bus_v", "soc")).schema_hash, RowLayout(("soc", "bus_v"), wire).schema_hash}
    assert len(hashes) == 3
    assert RowLayout.described(base.plain()).schema_hash == base.schema_hash


@pytest.mark.parametrize(
    ("name", "unit"),
    [("bus_min_v", "V"), ("supply_a_c", "degC"), ("sink_k", "K"), ("links_mask", "mask"), ("soc", "1")],
)
def test_the_unit_of_a_truth_is_in_its_name(name: str, unit: str) -> None:
    assert truth_unit(name) == unit
