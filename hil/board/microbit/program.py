"""What is uploaded to a micro:bit: `fixtures/microbit/agent.py` in pieces that its compiler has room for.

Its heap never moves anything, so a long piece needs the whole of a fresh heap: the longest goes first. In the order of
the file it does not fit; this way 3 kB stay free.
"""

from __future__ import annotations

import ast
import hashlib
import struct
from pathlib import Path

from firmware_py.icd import packets
from firmware_py.wire import image

SOURCE = Path(__file__).resolve().parents[3] / "fixtures" / "microbit" / "agent.py"
SERIAL = b"qemu-microbit"
FEATURES = packets.FEATURE_COMMAND | packets.FEATURE_CREDIT
MTU = 64  # [bytes]
DEPTH = 4  # answers that it stores
SERVE = "serve(board)"
READY = b"\0"  # what it says first


def pieces(source: str) -> list[str]:
    """Return the statements of `source`, in an order fit for upload: methods one by one, words left out."""
    plain, definitions = [], []
    for node in _folded(ast.parse(source)).body:
        if isinstance(node, ast.ClassDef):
            plain.append(f"class {node.name}:\n pass")
            methods = [one for one in node.body if isinstance(one, ast.FunctionDef)]
            definitions += [f"{_short(one)}\n{node.name}.{one.name}={one.name}\ndel {one.name}" for one in methods]
        elif isinstance(node, ast.FunctionDef):
            definitions.append(_short(node))
        elif not _is_text(node):
            plain.append(_short(node))
    return plain + sorted(definitions, key=len, reverse=True)


class _Fold(ast.NodeTransformer):
    """Puts the constants of a module where their names are: a name takes 20 bytes of heap."""

    def __init__(self, constants: dict[str, ast.Constant]) -> None:
        self._constants = constants

    def visit_Name(self, node: ast.Name) -> ast.expr:  # noqa: N802  the name that ast calls
        return self._constants.get(node.id, node)


def _folded(module: ast.Module) -> ast.Module:
    """Return `module` without its constants: `NAME = number` at its top."""
    constants: dict[str, ast.Constant] = {}
    body: list[ast.stmt] = []
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            assert isinstance(node.targets[0], ast.Name)
            constants[node.targets[0].id] = node.value
        else:
            body.append(node)
    folded: ast.Module = _Fold(constants).visit(ast.Module(body, module.type_ignores))
    return folded


def made(kind: int, reset_ticks: int) -> str:
    """Return the statement that makes board `kind` (position in the dictionary), of what the dictionary says of it."""
    return (
        f"board=Board({hello(kind, reset_ticks)!r},{image.SENSOR_BYTES[kind]},{bytes(image.SAFE[kind])!r},"
        f"{packets.WATCHDOG_TICKS},{reset_ticks})"
    )


def hello(kind: int, reset_ticks: int) -> bytes:
    """Return the body of its HELLO, boot counter 1."""
    return struct.pack(
        packets.HELLO_BODY, packets.PROTOCOL_MAJOR, packets.PROTOCOL_MINOR, kind, reset_ticks, 1, MTU, DEPTH,
        packets.WATCHDOG_TICKS, FEATURES, packets.dictionary_hash(kind),
        hashlib.sha256(SOURCE.read_bytes()).digest()[:8], SERIAL,
    )  # fmt: skip


def _short(node: ast.stmt) -> str:
    """Return the text of a statement without docstrings, indented by one."""
    for one in ast.walk(node):
        if isinstance(one, ast.FunctionDef) and _is_text(one.body[0]):
            del one.body[0]
    lines = ast.unparse(node).splitlines()
    return "\n".join(" " * ((len(line) - len(line.lstrip())) // 4) + line.lstrip() for line in lines)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
