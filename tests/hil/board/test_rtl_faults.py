"""Faults at signal level of the Verilog board, each in a simulator of its own: what they show is in rtl_faults.py."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.hil.board.test_rtl_blocks import design, run_block  # noqa: F401
from tests.hil.board.test_rtl_blocks import pytestmark as blocks

#: A sweep takes a minute on a quiet machine.
pytestmark = [*(mark for mark in blocks if mark.name != "timeout"), pytest.mark.timeout(900)]
CASES = Path(__file__).with_name("rtl_faults.py")
NAMES = [node.name for node in ast.parse(CASES.read_text("utf-8")).body
         if isinstance(node, ast.AsyncFunctionDef) and node.decorator_list]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_fault(design, name: str, monkeypatch: pytest.MonkeyPatch, checkout: Path) -> None:  # noqa: F811
    run_block(design, "tests.hil.board.rtl_faults", name, monkeypatch, checkout)
