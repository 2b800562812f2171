"""Compiled code follows its sources, keeps its folders few, and gives the bits of plain Python."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim import kernel
from sim.parameters import Parameter, index, pack
from sim.parts import cut_state

KERNEL = Path(kernel.__file__)


def run(code: str, where: Path, **environment: str) -> str:
    command = [sys.executable, "-W", "error::RuntimeWarning", "-c", code]
    clean = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
    done = subprocess.run(command, cwd=where, env={**clean, **environment}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A checkout whose sim has one entry in one file and its constant in another."""
    (tmp_path / "sim").mkdir()
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "sim" / "__init__.py").touch()
    shutil.copy(KERNEL, tmp_path / "sim" / "kernel.py")
    (tmp_path / "sim" / "leaf.py").write_text("FACTOR = 2.0\n")
    (tmp_path / "sim" / "entry.py").write_text(
        "from sim.kernel import jit\nfrom sim.leaf import FACTOR\n\n"
        "@jit\ndef f(x: float) -> float:\n    return FACTOR * x\n"
    )
    return tmp_path


CALL = "from sim.entry import f; print(f(3.0), sum(f.stats.cache_hits.values()))"


@pytest.mark.slow
def test_an_edit_in_another_file_is_never_served_stale(small: Path) -> None:
    assert run(CALL, small) == "6.0 0"
    assert run(CALL, small) == "6.0 1"
    (small / "sim" / "leaf.py").write_text("FACTOR = 5.0\n")
    assert run(CALL, small) == "15.0 0"
    assert len(list((small / ".numba_cache").iterdir())) == 2


def test_a_checkout_that_cannot_be_written_uses_the_users_cache(small: Path, tmp_path: Path) -> None:
    (small / ".numba_cache").write_text("a file stands where the folder would")
    users = tmp_path / "users"
    assert run(CALL, small, XDG_CACHE_HOME=str(users)) == "6.0 0"
    assert len(list((users / "everdawn" / "numba").iterdir())) == 1


def test_another_place_can_be_named(small: Path, tmp_path: Path) -> None:
    assert run(CALL, small, NUMBA_CACHE_DIR=str(tmp_path / "named")) == "6.0 0"
    assert len(list((tmp_path / "named").iterdir())) == 1
    assert not (small / ".numba_cache").exists()


def test_nothing_is_written_with_the_compiler_off(small: Path) -> None:
    assert run("from sim.entry import f; print(f(3.0))", small, NUMBA_DISABLE_JIT="1") == "6.0"
    assert not (small / ".numba_cache").exists()


WAITING = """
from sim.kernel import is_compiled
from sim.entry import f
before = is_compiled("entry.f")
f(3.0)
print(before, is_compiled("entry.f"), is_compiled("entry.g"))
"""


def test_it_is_known_whether_there_is_machine_code_already(small: Path) -> None:
    assert run(WAITING, small) == "False True False"
    assert run(WAITING, small) == "True True False"
    assert run(WAITING, small, NUMBA_DISABLE_JIT="1") == "True True True"


def test_old_folders_go_and_young_ones_stay(tmp_path: Path) -> None:
    names = [f"old{n}" for n in range(5)]
    for age, name in enumerate(names):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (1e9 - age, 1e9 - age))
    kernel.cache_folder(tmp_path, "young")
    kernel.cache_folder(tmp_path, "now")
    assert {p.name for p in tmp_path.iterdir()} == {"young", "now", "old0"}
    for n in range(6):
        kernel.cache_folder(tmp_path, f"more{n}")
    assert {"young", "now"} < {p.name for p in tmp_path.iterdir()}


ORBIT = """
import zlib
from datetime import datetime, UTC
import numpy as np
from sim.orbit import flight, near_circular_state, initial_neighbours, neighbours
from sim.environment import sink
state = near_circular_state(6978137.0, 1.7067167, 3.1214052, 1.5661835)
x, y, others = flight.initial(*state), np.zeros(len(flight.OUTPUTS)), initial_neighbours(*state)
p, q = flight.parameters({}, datetime(2026, 6, 21, tzinfo=UTC), 6000.0), sink.parameters({}, 6978137.0)
digest, kinds = 0, set()
for _ in range(1200):
    flight.step(x, p, 5.0, y)
    neighbours.step(others, p, 5.0)
    az, el = y[flight.SUN_AZ], y[flight.SUN_EL]
    at_k = sink.radiator_faces_k(q, y[flight.ALTITUDE], az, el, y[flight.FLUX], 1.0, 0.91)[0]
    kinds.add(int(y[flight.SHADOW]))
    digest = zlib.crc32(np.concatenate([x, y, others, [at_k]]).astype(">f8").tobytes(), digest)
print(digest, sorted(kinds))
"""


def test_an_orbit_has_the_same_bits_with_and_without_the_compiler(checkout: Path) -> None:
    compiled = run(ORBIT, checkout)
    assert compiled.endswith("[0, 1, 2]")
    assert run(ORBIT, checkout, NUMBA_DISABLE_JIT="1") == compiled


TABLE = (Parameter("a_v", "V", 1.5, 0.0, 2.0, "why"), Parameter("b_a", "A", 2.5, 0.0, 9.0, "why"))


def test_parameters_are_packed_in_table_order() -> None:
    assert list(pack(TABLE, {"b_a": 7.0})) == [1.5, 7.0]
    assert index(TABLE, "b_a") == 1
    with pytest.raises(KeyError, match="c_v"):
        pack(TABLE, {"c_v": 1.0})


SCALARS = {"float", "int", "bool", "None", "tuple"}


def words(node: ast.expr | None) -> set[str]:
    """Return the names in an annotation."""
    return {"no annotation"} if node is None else set(re.findall(r"\w+", ast.unparse(node)))


def test_no_compiled_function_hands_an_array_to_python(checkout: Path) -> None:
    """Without counted references numba returns the array that a part was cut from, and says nothing."""
    nodes = [node for path in (checkout / "sim").rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    named = {
        node.targets[0].id for node in nodes
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and words(node.value) <= SCALARS
    }  # fmt: skip
    compiled = [
        node for node in nodes if isinstance(node, ast.FunctionDef)
        and {"jit", "jit_lanes"} & {one.id for one in node.decorator_list if isinstance(one, ast.Name)}
    ]  # fmt: skip
    assert len(compiled) > 200
    assert [node.name for node in compiled if not words(node.returns) <= SCALARS | named] == []


def test_parts_of_a_vector_are_seen_from_python_as_they_are() -> None:
    parts = cut_state(np.arange(1000.0))
    assert parts.orbit[0] == 0.0
    assert parts.neighbours[0] == parts.orbit.size
    parts.neighbours[0] = -1.0
    assert parts.neighbours.base is not None
