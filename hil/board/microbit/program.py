"""What is uploaded to a micro:bit: the files of `fixtures/microbit` in pieces that its compiler has room for.

Its heap never moves anything, so a long piece needs the whole of a fresh heap: the longest goes first. In the order of
the file it does not fit.
"""

from __future__ import annotations

import ast
import hashlib
import re
import struct
from pathlib import Path

from firmware_py.icd import packets
from firmware_py.wire import image
from hil.board.microbit.shorten import is_text, shorten, text

FOLDER = Path(__file__).resolve().parents[3] / "fixtures" / "microbit"
FILES = ("assembler.py", "agent.py")
SERIAL = b"qemu-microbit"
FEATURES = packets.FEATURE_COMMAND | packets.FEATURE_CREDIT
MTU = 64  # [bytes]
DEPTH = 4  # answers that it stores
FIRST = ("import gc", "import micropython", "micropython.opt_level(3)")  # no line numbers: they take heap
SERVE = "serve(board)"
READY = b"\0"  # what it says first


def source() -> str:
    """Return the program as it was written."""
    return "\n".join((FOLDER / name).read_text(encoding="utf-8") for name in FILES)


def pieces(written: str) -> list[str]:
    """Return the statements of a program, made small, in an order fit for upload: methods one by one."""
    plain, definitions = [], []
    for node in shorten(ast.parse(written)).body:
        if isinstance(node, ast.ClassDef):
            plain.append(f"class {node.name}:\n pass")
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            definitions += [f"{text(one)}\n{node.name}.{one.name}={one.name}\ndel {one.name}" for one in methods]
        elif isinstance(node, ast.FunctionDef):
            definitions.append(text(node))
        elif not is_text(node) and not _is_ours(node):
            plain.append(text(node))
    return plain + sorted(definitions, key=len, reverse=True)


def made(kind: int, reset_ticks: int) -> str:
    """Return the statement that makes board `kind` (position in the dictionary), of what the dictionary says of it."""
    return (
        f"board=Board({_literal(hello(kind, reset_ticks))},{image.SENSOR_BYTES[kind]},{_literal(image.SAFE[kind])},"
        f"{packets.WATCHDOG_TICKS},{reset_ticks})"
    )


def hello(kind: int, reset_ticks: int) -> bytes:
    """Return the body of its HELLO, boot counter 1."""
    return struct.pack(
        packets.HELLO_BODY, packets.PROTOCOL_MAJOR, packets.PROTOCOL_MINOR, kind, reset_ticks, 1, MTU, DEPTH,
        packets.WATCHDOG_TICKS, FEATURES, packets.dictionary_hash(kind),
        hashlib.sha256(source().encode()).digest()[:8], SERIAL,
    )  # fmt: skip


def _is_ours(node: ast.stmt) -> bool:
    """Whether `node` imports from another of the files, which go up as one program."""
    return isinstance(node, ast.ImportFrom) and f"{node.module}.py" in FILES


def _literal(data: bytes) -> str:
    """Return an expression for `data`, its runs of zeros written short: a board's parser is short of heap too."""
    runs = re.findall(rb"\0{4,}|(?:(?!\0{4,}).)+", bytes(data), re.DOTALL)
    return "+".join(f"bytes({len(run)})" if not run.strip(b"\0") else repr(run) for run in runs)
