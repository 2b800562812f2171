"""The pages are enough: a board written from them alone, with nothing of ours, is a board."""

import ast
import json
from pathlib import Path

from hil.conform.check import FAILED, SKIPPED
from hil.conform.engine import examine
from hil.conform.place import Place
from tests.conform.agents import AgentBoard
from tests.conform.smallest import SmallestBoard


def test_a_board_from_the_pages_alone_holds() -> None:
    report = examine(Place("test:smallest", lambda: AgentBoard(SmallestBoard)))  # type: ignore[arg-type]
    assert [(one.check.id, one.expected, one.got) for one in report.results if one.status == FAILED] == []
    assert {one.check.feature for one in report.results if one.status == SKIPPED} == {
        "credit", "clock", "state", "flight", "segments",
    }  # fmt: skip


def test_it_says_what_the_golden_session_says(checkout: Path) -> None:
    told = json.loads((checkout / "fixtures" / "vectors" / "radiator_session.json").read_text(encoding="utf-8"))
    board = SmallestBoard()
    for exchange in told["exchanges"]:
        assert board.feed(bytes.fromhex(exchange["to"])).hex() == exchange["from"], exchange["what"]


def test_it_imports_nothing_of_ours(checkout: Path) -> None:
    tree = ast.parse((checkout / "tests" / "conform" / "smallest.py").read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert {*modules, *names} == {"__future__", "struct", "zlib", "cobs"}
