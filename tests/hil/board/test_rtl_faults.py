"""Faults at signal level of the Verilog board, each in a simulator of its own: see rtl_faults.py and rtl_drift.py."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.hil.board.test_rtl_blocks import design, run_block  # noqa: F401
from tests.hil.board.test_rtl_blocks import pytestmark as blocks

#: A sweep takes half a minute on a quiet machine.
pytestmark = [*(mark for mark in blocks if mark.name != "timeout"), pytest.mark.timeout(900)]
CASES = [
    (file, node.name)
    for file in ("rtl_faults", "rtl_drift")
    for node in ast.parse(Path(__file__).with_name(f"{file}.py").read_text("utf-8")).body
    if isinstance(node, ast.AsyncFunctionDef) and node.decorator_list
]


@pytest.mark.parametrize(("file", "name"), CASES)
def test_fault(design, file: str, name: str, monkeypatch: pytest.MonkeyPatch, checkout: Path) -> None:  # noqa: F811
    run_block(design, f"tests.hil.board.{file}", name, monkeypatch, checkout)
