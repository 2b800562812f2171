"""The channel maps of the board kinds as a Verilog header: what `fixtures/rtl` is compiled with.

One design serves every kind. Which one a board is, its strap pins `kind` say: the position in the dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from firmware_py.icd import boards, packets, raw
from firmware_py.wire import image

ANSWER_DEPTH = 4  # stored answers of the Verilog board
FIRMWARE = b"rtl-0001"  # its firmware hash, eight bytes: it has no sources in firmware_py


def header() -> str:
    """Return the header: constants, and functions of `kind` and, most of them, of a place `at`."""
    return "\n".join([
        "// Channels of every board kind. Generated from firmware_py/icd when the design is built; do not edit.",
        f"localparam [31:0] WATCHDOG_TICKS = 32'd{packets.WATCHDOG_TICKS};",
        f"localparam [31:0] RESET_TICKS = 32'd{packets.RESET_TICKS};",
        "",
        _sizes("sensor_bytes_of", "the sensor image", image.SENSOR_BYTES),
        _sizes("actuator_bytes_of", "the actuator image", image.ACTUATOR_BYTES),
        _bytes("safe_byte", "Byte `at` of the actuator image at reset.", lambda kind: enumerate(image.SAFE[kind])),
        _bytes("channel_ends", "Whether byte `at` of the sensor image is the last of its channel.", _ends),
        _bytes("hello_byte", "Byte `at` of HELLO's body; bytes 4 and 5 are the board's own.", _hello),
    ])  # fmt: skip


def _sizes(name: str, what: str, sizes: Iterable[int]) -> str:
    cases = "\n".join(
        f"            2'd{kind}: {name} = 8'd{size};  // {boards.NAMES[kind]}" for kind, size in enumerate(sizes)
    )
    return (
        f"// Bytes of {what}.\nfunction [7:0] {name};\n    input [1:0] kind;\n    begin\n        case (kind)\n{cases}\n"
        "        endcase\n    end\nendfunction\n"
    )


def _bytes(name: str, what: str, values: Callable[[int], Iterable[tuple[int, int]]]) -> str:
    """Return the function that gives a byte by kind and place, 0 where `values` names none."""
    cases = "\n".join(
        f"            {{2'd{kind}, 8'd{place}}}: {name} = 8'h{value:02X};"
        for kind in range(len(boards.NAMES))
        for place, value in values(kind)
    )
    return (
        f"// {what}\nfunction [7:0] {name};\n    input [1:0] kind;\n    input [7:0] at;\n    begin\n"
        f"        case ({{kind, at}})\n{cases}\n            default: {name} = 8'h00;\n        endcase\n    end\n"
        "endfunction\n"
    )


def _ends(kind: int) -> list[tuple[int, int]]:
    """Return (place, 1) of the last byte of every sensor channel."""
    found, at = [], 0
    for row in boards.SENSORS[kind]:
        at += raw.TYPES[row[2]][1]
        found.append((at - 1, 1))
    return found


def _hello(kind: int) -> list[tuple[int, int]]:
    """Return (place, byte) of HELLO's body but for the boot counter."""
    serial = f"rtl-{boards.NAMES[kind]}".encode().ljust(16, b"\0")
    head = [packets.PROTOCOL_MAJOR, packets.PROTOCOL_MINOR, kind, packets.RESET_TICKS]
    body = bytes(head) + bytes(2) + packets.MTU.to_bytes(2, "big")
    body += bytes((ANSWER_DEPTH, packets.WATCHDOG_TICKS)) + packets.FEATURE_COMMAND.to_bytes(2, "big")
    body += packets.dictionary_hash(kind) + FIRMWARE + serial
    return [(place, value) for place, value in enumerate(body) if place not in (4, 5)]
