"""Every public function of `sim/` says shapes, units, frame, errors and source (rules: tests/docstring_rules.py)."""

import ast
from pathlib import Path

import pytest

from tests.docstring_rules import breaches

SIM = Path(__file__).resolve().parents[2] / "sim"
ROOMS = sorted(path.relative_to(SIM).as_posix() for path in SIM.rglob("*.py"))


@pytest.mark.parametrize("name", ROOMS)
def test_docstrings_say_what_a_caller_needs(name: str) -> None:
    tree = ast.parse((SIM / name).read_text(encoding="utf-8"), name)
    assert [f"sim/{name}:{line}: {what}" for line, what in breaches(tree)] == []


MODULE = '"""Shadow of the Earth, GCRF. Montenbruck and Gill, 2000."""\n'
PLANTED = {
    "no docstring": "def share(x: float) -> float:\n    return x\n",
    "no first sentence": 'def share(x: float) -> float:\n    """Share"""\n',
    "no shape of an array": 'def share(r: NDArray[np.float64]) -> float:\n    """Return the share of r."""\n',
    "no [unit]": 'def share(bus_v: float) -> float:\n    """Return the share."""\n',
    "does not say what it raises": 'def share(n: int) -> int:\n    """Return n."""\n    raise InputError(n)\n',
}


@pytest.mark.parametrize("missing", PLANTED)
def test_what_is_missing_is_found(missing: str) -> None:
    assert [what for _, what in breaches(ast.parse(MODULE + PLANTED[missing]))] == [f"share: {missing}"]


@pytest.mark.parametrize(
    ("module", "missing"),
    [('"""Shadow. Montenbruck and Gill, 2000."""\n', "no frame"), ('"""Shadow in GCRF."""\n', "no source")],
)
def test_frame_and_source_may_stand_in_the_module_only(module: str, missing: str) -> None:
    function = 'def share(r_sat_eci_m: Vector) -> float:\n    """Return the share of (3,) [m]."""\n'
    assert [what for _, what in breaches(ast.parse(module + function))] == [f"share: {missing}"]
    assert list(breaches(ast.parse(MODULE + function))) == []


def test_vectors_of_a_model_may_have_their_shapes_in_the_module() -> None:
    module = '"""Battery: x is (len(STATE),), p is (len(PARAMETERS),). Chen 2020."""\n'
    function = 'def step(x: Vector, p: Vector, {}: Vector) -> None:\n    """Step over it."""\n'
    assert list(breaches(ast.parse(module + function.format("y")))) == []
    assert [what for _, what in breaches(ast.parse(module + function.format("heat")))] == ["step: no shape of an array"]


def test_a_sound_class_passes_and_its_methods_are_seen() -> None:
    source = MODULE + 'class Sun:\n    """The Sun."""\n\n    def far_m(self) -> float:\n        """Return it{}."""\n'
    assert list(breaches(ast.parse(source.format(" [m]")))) == []
    assert [what for _, what in breaches(ast.parse(source.format("")))] == ["far_m: no [unit]"]


def test_private_functions_and_bare_raises_are_left_alone() -> None:
    source = (
        "def _share(bus_v):\n    raise ValueError\n\n"
        'def share(n: int) -> int:\n    """Return n."""\n'
        "    try:\n        return n\n    except OSError:\n        raise\n"
    )
    assert list(breaches(ast.parse(MODULE + source))) == []
