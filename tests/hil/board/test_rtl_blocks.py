"""The blocks of the Verilog board, each in a simulator of its own: what they do is in rtl_blocks.py."""

from __future__ import annotations

import ast
from contextlib import suppress
from pathlib import Path

import pytest

from hil.dictionary.verilog import header
from tests.hil.board.rtl_needs import needs

BLOCKS = Path(__file__).with_name("rtl_blocks.py")
NAMES = [node.name for node in ast.parse(BLOCKS.read_text("utf-8")).body
         if isinstance(node, ast.AsyncFunctionDef) and node.decorator_list]  # fmt: skip
WATCHDOG = 3000  # clocks, as in rtl_blocks.py: short enough to be waited for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    needs("icarus"),
]


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory, checkout: Path):
    """The design of an eps board, built once."""
    runner = pytest.importorskip("cocotb_tools.runner").get_runner("icarus")
    folder, sources = tmp_path_factory.mktemp("rtl"), checkout / "fixtures" / "rtl"
    (folder / "channels.vh").write_text(header(), encoding="utf-8")
    runner.build(
        sources=sorted(sources.glob("*.v")), includes=[sources, folder], hdl_toplevel="bench", build_dir=folder,
        parameters={"WATCHDOG": WATCHDOG}, log_file=folder / "build.log",
    )  # fmt: skip
    return runner, folder


@pytest.mark.parametrize("name", NAMES)
def test_block(design, name: str, monkeypatch: pytest.MonkeyPatch, checkout: Path) -> None:
    run_block(design, "tests.hil.board.rtl_blocks", name, monkeypatch, checkout)


def run_block(design, module: str, name: str, monkeypatch: pytest.MonkeyPatch, checkout: Path) -> None:
    """Run test `name` of `module` in a simulator; fail with the end of its log."""
    runner, folder = design
    monkeypatch.syspath_prepend(str(checkout))
    monkeypatch.setenv("COCOTB_TRUST_INERTIAL_WRITES", "1")
    log, results = folder / f"{name}.log", folder / f"{name}.xml"
    with suppress(SystemExit):  # it leaves Python when a test fails; the results say so below
        runner.test(
            test_module=module, testcase=name, hdl_toplevel="bench", build_dir=folder,
            test_dir=folder, results_xml=str(results), log_file=log,
        )  # fmt: skip
    counted = pytest.importorskip("cocotb_tools.runner").get_results(results)
    assert counted == (1, 0), log.read_text("utf-8")[-3000:]
