"""The tree keeps the house rules, and every checker is shown to bite on a planted fault."""

import ast
import io
import re
import struct
import subprocess
import sys
import tokenize
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from tests import house_rules as rules

ROOT = Path(__file__).resolve().parents[1]
HOUSES = ("firmware_py", "sim", "hil")

#: The files of firmware_py that touch a board's hardware, and so its clock.
HARDWARE = {"firmware_py/board/main.py", "firmware_py/board/pins.py", "firmware_py/board/usb.py"}
#: The one file of the host that reads its clock.
HOST_CLOCK = "hil/clock.py"

Checker = Callable[[ast.AST], Iterable[rules.Breach]]


def sources(*houses: str, but: Iterable[str] = ()) -> Iterator[tuple[str, ast.AST]]:
    """(path from the root, syntax tree) of every Python file in these houses."""
    for house in houses:
        for path in sorted((ROOT / house).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in but:
                yield name, ast.parse(path.read_text(encoding="utf-8"), name)


def breaches(checker: Checker, files: Iterable[tuple[str, ast.AST]]) -> list[str]:
    return [f"{name}:{line}: {what}" for name, tree in files for line, what in checker(tree)]


def firmware_imports(tree: ast.AST) -> Iterable[rules.Breach]:
    return rules.foreign_imports(tree, rules.MICROPYTHON)


def hardware_imports(tree: ast.AST) -> Iterable[rules.Breach]:
    return rules.foreign_imports(tree, rules.MICROPYTHON_HARDWARE)


def sim_imports(tree: ast.AST) -> Iterable[rules.Breach]:
    return rules.foreign_imports(tree, sys.stdlib_module_names | {"sim", "numpy", "numba", "sgp4", "erfa"})


# ---- the tree ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("house", HOUSES)
def test_the_rules_see_every_house(house: str) -> None:
    """Otherwise every test below would pass on nothing."""
    assert list(sources(house))


def test_listed_exceptions_exist() -> None:
    assert [name for name in {*HARDWARE, HOST_CLOCK} if not (ROOT / name).is_file()] == []


@pytest.mark.parametrize(
    ("checker", "houses", "but"),
    [
        (rules.host_clock, ("firmware_py", "sim"), HARDWARE),
        (rules.host_clock, ("hil",), {HOST_CLOCK}),
        (rules.chance, ("firmware_py", "sim"), HARDWARE),
        (rules.powers, ("sim",), ()),
        (rules.hidden_imports, HOUSES, ()),
        (rules.unordered_iteration, ("firmware_py",), ()),
        (firmware_imports, ("firmware_py",), HARDWARE),
        (sim_imports, ("sim",), ()),
    ],
)
def test_the_tree_keeps_the_rule(checker: Checker, houses: tuple[str, ...], but: Iterable[str]) -> None:
    assert breaches(checker, sources(*houses, but=but)) == []


def test_hardware_files_import_what_a_board_has() -> None:
    files = [(name, tree) for name, tree in sources("firmware_py") if name in HARDWARE]
    assert breaches(hardware_imports, files) == []


# ---- planted faults ----------------------------------------------------------------------------------------

PLANTED = [
    (rules.host_clock, "import time"),
    (rules.host_clock, "import time as t\nt.sleep(1)"),
    (rules.host_clock, "from time import monotonic as m"),
    (rules.host_clock, "import datetime\nd = datetime.datetime.now()"),
    (rules.host_clock, "from datetime import datetime as D, UTC\nd = D.now(UTC)"),
    (rules.chance, "import random"),
    (rules.chance, "import os\nkey = os.urandom(4)"),
    (rules.chance, "from uuid import uuid4"),
    (rules.chance, "import secrets"),
    (rules.chance, "import numpy as np\nx = np.random.normal()"),
    (rules.chance, "import numpy as np\nx = np.random.rand(3)"),
    (rules.chance, "import numpy as np\ng = np.random.default_rng()"),
    (rules.chance, "from numpy.random import Philox\ng = Philox()"),
    (rules.powers, "y = x**2"),
    (rules.powers, "y **= 3"),
    (rules.powers, "import math\nr = math.hypot(x, y)"),
    (rules.powers, "from math import hypot"),
    (rules.powers, "y = pow(x, -2)"),
    (rules.hidden_imports, 'import importlib\ns = importlib.import_module("serial")'),
    (rules.hidden_imports, 's = __import__("serial.tools")'),
    (rules.hidden_imports, 'from importlib import import_module\nd = import_module("dask.distributed")'),
    (rules.hidden_imports, "c = __import__(name)"),
    (rules.unordered_iteration, "for k, v in d.items():\n    pass"),
    (rules.unordered_iteration, "x = [v for v in d.values()]"),
    (rules.unordered_iteration, "x = list(d.keys())"),
    (rules.unordered_iteration, "for x in {1, 2}:\n    pass"),
    (rules.unordered_iteration, "for x in set(y):\n    pass"),
    (rules.unordered_iteration, "T = {1: 2}\nfor k in T:\n    pass"),
    (
        rules.unordered_iteration,
        "class A:\n  def f(self):\n    self.t: dict = {}\n    return [k for k in self.t]",
    ),
    (firmware_imports, "from typing import Any"),
    (firmware_imports, "from __future__ import annotations"),
    (firmware_imports, "from dataclasses import dataclass"),
    (firmware_imports, "import time"),
    (
        firmware_imports,
        "from firmware_py.icd import boards",
    ),  # relative imports only: a board has no such package
    (hardware_imports, "import pathlib"),
    (sim_imports, "import scipy.optimize"),
    (sim_imports, "from firmware_py import icd"),
    (sim_imports, "from hil.errors import ConfigError"),
]


@pytest.mark.parametrize(("checker", "source"), PLANTED)
def test_a_planted_fault_is_found(checker: Checker, source: str) -> None:
    assert list(checker(ast.parse(source)))


SOUND = [
    (rules.host_clock, "def step(time, now_ms):\n    return time + now_ms"),
    (rules.host_clock, "from datetime import datetime, UTC\nd = datetime(2026, 1, 1, tzinfo=UTC)"),
    (rules.chance, "import numpy as np\ng = np.random.Generator(np.random.Philox(key=7))"),
    (rules.powers, "f(**options)\ny = x * x\nz = math.pow(x, y)"),
    (rules.hidden_imports, 'm = importlib.import_module("hil.report")'),
    (rules.unordered_iteration, "for k in sorted(d.items()):\n    pass\nT = {1: 2}\nx = T[1]"),
    (firmware_imports, "import struct\nfrom ..wire import cobs\nfrom . import raw"),
    (hardware_imports, "import machine, time"),
    (sim_imports, "import math\nimport numpy as np\nfrom .kernel import leaf\nfrom sim.streams import draw"),
]


@pytest.mark.parametrize(("checker", "source"), SOUND)
def test_sound_code_passes(checker: Checker, source: str) -> None:
    assert list(checker(ast.parse(source))) == []


# ---- numbers that both interpreters must read alike --------------------------------------------------------


def float_literals(source: str) -> set[str]:
    """The float literals, as they are spelled."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    numbers = {t.string for t in tokens if t.type == tokenize.NUMBER}
    return {n for n in numbers if isinstance(ast.literal_eval(n), float)}


def misread_by_micropython(literals: Iterable[str], scratch: Path) -> list[str]:
    """Those that MicroPython reads as another double than CPython does."""
    spelled = sorted(literals)
    script = scratch / "literals.py"
    lines = ["import struct", "def p(x): print(struct.pack('>d', x).hex())", *(f"p({s})" for s in spelled)]
    script.write_text("\n".join(lines), encoding="ascii")
    micropython = Path(sys.prefix) / "bin" / "micropython"
    if not micropython.is_file():
        pytest.skip("the micropython executable exists for Linux on x86-64 only")
    done = subprocess.run([micropython, script], capture_output=True, text=True, check=True, timeout=60)
    return [s for s, theirs in zip(spelled, done.stdout.split(), strict=True)
            if struct.pack(">d", float(s)).hex() != theirs]  # fmt: skip


def test_micropython_reads_every_float_of_the_flight_software_alike(tmp_path: Path) -> None:
    files = sorted((ROOT / "firmware_py").rglob("*.py"))
    literals = set().union(*(float_literals(f.read_text(encoding="utf-8")) for f in files))
    assert literals
    assert misread_by_micropython(literals, tmp_path) == []


def test_a_misread_float_is_found(tmp_path: Path) -> None:
    literals = float_literals("a = 57.860792\nb = -8.8752e-05 + 0.5  # 9.9\nc = 7\n")
    assert literals == {"57.860792", "8.8752e-05", "0.5"}
    assert misread_by_micropython(literals, tmp_path) == ["57.860792", "8.8752e-05"]


# ---- nothing of this machine in the project ----------------------------------------------------------------

#: Spelled in pieces, or this file would be its own finding.
MACHINE = re.compile(("/work" + "/|" + "pypi" + r"\.org|" + "python" + r"hosted\.org").encode())


def project_files() -> list[Path]:
    """What is tracked, and what would be by `git add .`."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    return [path for name in names if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_machine_path_or_a_registry() -> None:
    files = project_files()
    assert ROOT / "requirements.lock" in files
    assert [str(f.relative_to(ROOT)) for f in files if MACHINE.search(f.read_bytes())] == []


@pytest.mark.parametrize(
    "text", ["cd /work" + "/x", "https://" + "pypi" + ".org/simple", "files.python" + "hosted.org"]
)
def test_a_machine_word_is_found(text: str) -> None:
    assert MACHINE.search(text.encode())


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"(?m)^([\w.-]+)==([^\s\\]+)", lock))


#: The environments that hold Basilisk, and what it wants older than we do (tools/lock).
APART = ("crosscheck", "peers")
OLDER = {"sgp4", "bokeh", "pillow"}


@pytest.mark.parametrize("name", ["requirements", "requirements-dev", *(f"requirements-{extra}" for extra in APART)])
def test_locks_hold_pins_and_hashes_only(name: str) -> None:
    lines = (ROOT / f"{name}.lock").read_text(encoding="ascii").splitlines()
    odd = [
        line
        for line in lines
        if not re.fullmatch(r"\s*#.*|[\w.-]+==\S+( ; [^\\]*)? \\|    --hash=sha256:\w{64}( \\)?|", line)
    ]
    assert odd == []


def differing(one: str, other: str) -> set[str]:
    first, second = (pins((ROOT / f).read_text()) for f in (one, other))
    assert first.keys() & second.keys()
    return {name for name in first.keys() & second.keys() if first[name] != second[name]}


def test_the_two_locks_agree() -> None:
    assert differing("requirements.lock", "requirements-dev.lock") == set()


@pytest.mark.parametrize("extra", APART)
def test_the_locks_apart_differ_where_basilisk_wants_it_only(extra: str) -> None:
    """Otherwise other physics would be held against the authorities than the one that runs."""
    assert differing("requirements.lock", f"requirements-{extra}.lock") <= OLDER
    assert differing("requirements-dev.lock", f"requirements-{extra}.lock") <= OLDER


def wanted(path: str) -> set[str]:
    """The packages a requirements.in names; without setuptools, which builds and is not imported."""
    lines = (ROOT / path).read_text().splitlines()
    named = (re.match(r"\w[\w-]*", line) for line in lines)
    return {name[0] for name in named if name} - {"setuptools"}


def test_pyproject_names_the_same_packages_as_the_locks() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert set(project["dependencies"]) == wanted("requirements.in")
    for extra in ("dev", *APART):
        assert set(project["optional-dependencies"][extra]) == wanted(f"requirements-{extra}.in")
