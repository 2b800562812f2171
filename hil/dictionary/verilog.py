"""The channel map of one board kind as a Verilog header: what `fixtures/rtl` is compiled with."""

from __future__ import annotations

from collections.abc import Sequence

from firmware_py.icd import boards, packets, raw
from firmware_py.wire import image

ANSWER_DEPTH = 4  # stored answers of the Verilog board
FIRMWARE = b"rtl-0001"  # its firmware hash, eight bytes: it has no sources in firmware_py


def header(kind: int) -> str:
    """Return the header for board `kind` (position in the dictionary)."""
    name, safe = boards.NAMES[kind], image.SAFE[kind]
    return "\n".join([
        f"// Channels of board `{name}`. Generated from firmware_py/icd when the design is built; do not edit.",
        f"localparam [7:0]  KIND = 8'd{kind};",
        f"localparam [7:0]  SENSOR_BYTES = 8'd{image.SENSOR_BYTES[kind]};",
        f"localparam [7:0]  ACTUATOR_BYTES = 8'd{image.ACTUATOR_BYTES[kind]};",
        f"localparam [31:0] WATCHDOG_TICKS = 32'd{packets.WATCHDOG_TICKS};",
        f"localparam [31:0] RESET_TICKS = 32'd{packets.RESET_TICKS};",
        "",
        _bytes("safe_byte", "the actuator image at reset", safe),
        _ends(kind),
        _hello(kind),
        "",
    ])  # fmt: skip


def _bytes(name: str, what: str, values: Sequence[int]) -> str:
    cases = "\n".join(f"            8'd{place}: {name} = 8'h{value:02X};" for place, value in enumerate(values))
    return (
        f"// Byte `at` of {what}.\nfunction [7:0] {name};\n    input [7:0] at;\n    begin\n        case (at)\n{cases}\n"
        f"            default: {name} = 8'h00;\n        endcase\n    end\nendfunction\n"
    )


def _ends(kind: int) -> str:
    """Return the function that says whether a byte of the sensor image is the last of its channel."""
    last, at, names = [], 0, []
    for row in boards.SENSORS[kind]:
        at += raw.TYPES[row[2]][1]
        last.append(at - 1)
        names.append(row[0])
    cases = "\n".join(
        f"            8'd{place}: channel_ends = 1'b1;  // {name}" for place, name in zip(last, names, strict=True)
    )
    return (
        "// Whether byte `at` of the sensor image is the last of its channel.\nfunction channel_ends;\n"
        f"    input [7:0] at;\n    begin\n        case (at)\n{cases}\n            default: channel_ends = 1'b0;\n"
        "        endcase\n    end\nendfunction\n"
    )


def _hello(kind: int) -> str:
    """Return the function that gives the bytes of HELLO's body."""
    serial = f"rtl-{boards.NAMES[kind]}".encode().ljust(16, b"\0")
    head = [packets.PROTOCOL_MAJOR, packets.PROTOCOL_MINOR, kind, packets.RESET_TICKS]
    body = bytes(head) + bytes(2) + packets.MTU.to_bytes(2, "big")
    body += bytes((ANSWER_DEPTH, packets.WATCHDOG_TICKS)) + packets.FEATURE_COMMAND.to_bytes(2, "big")
    body += packets.dictionary_hash(kind) + FIRMWARE + serial
    cases = "\n".join(
        f"            8'd{place}: hello_byte = 8'h{value:02X};"
        for place, value in enumerate(body)
        if place not in (4, 5)
    )
    return (
        "// Byte `at` of HELLO's body.\nfunction [7:0] hello_byte;\n    input [7:0] at;\n    input [15:0] boot_told;\n"
        "    begin\n        case (at)\n            8'd4: hello_byte = boot_told[15:8];\n"
        f"            8'd5: hello_byte = boot_told[7:0];\n{cases}\n            default: hello_byte = 8'h00;\n"
        "        endcase\n    end\nendfunction"
    )
