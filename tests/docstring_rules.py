"""What a docstring of `sim/` must give, as a checker over a parsed source. tests/sim/test_docstrings.py runs it.

Held for every public function and for every public method and `__init__` of a public class (compiled or not):

- A docstring, whose first sentence ends in a full stop (or a colon before a list).
- Shapes, such as (n, 3), (3,) or (len(STATE),), when it takes or gives an array. The vectors a model passes around,
  VECTORS below, may have theirs in the module's docstring, said once for all functions of the file.
- At least one unit in square brackets when its name or a parameter's ends in a unit: `bus_v`, `dt_s`. Names carry the
  units of the rest, so that a docstring need not repeat them one by one.
- "Raises" when it raises, itself and not in an inner function.
- A frame when it takes positions or velocities: in its own, its class's or the module's docstring.
- A source (a paper with its year, a standard, a page of docs/, another tool, or "ours" with the reason): likewise.
"""

import ast
import re
from collections.abc import Iterator

Breach = tuple[int, str]
Function = ast.FunctionDef | ast.AsyncFunctionDef

#: Last parts of a name that are a unit: bus_v, dt_s, mu_m3_s2.
UNITS = (
    "m", "km", "m2", "m3", "s", "s2", "h", "ms", "us", "ns", "w", "j", "kwh", "v", "a", "ah", "k", "c", "kg", "hz",
    "rad", "urad", "deg", "pa", "bar", "ohm", "f", "db", "dbm",
)  # fmt: skip
UNIT_NAME = re.compile(rf"\w_({'|'.join(UNITS)})$")
UNIT_SAID = re.compile(r"\[[^\]\n]+\]")
ARRAY = re.compile(r"\b(NDArray|ArrayLike|Vector|Matrix|ndarray)\b")
SHAPE = re.compile(r"\([^()\n]*(\([^()\n]*\))?[^()\n]*,[^()\n]*\)")
#: State, parameters, outputs and the like, as every compiled model of sim names them.
VECTORS = {"x", "p", "y", "state", "parameters", "outputs"}
PLACE = re.compile(r"(^|_)(eci|teme|gcrf|ecef)(_|$)|^[rv][xyz]?(_\w+)?_m(_s)?$")
FRAME = re.compile(r"GCRF|TEME|ITRF|local orbital|\bbody\b")
SOURCE = re.compile(
    r"docs/\w|odc120|\bSource|\bours\b|\bS\d{1,2}\b|\barXiv\b|[A-Z][a-z]+[^\n]{0,80}\b(1[89]|20)\d\d\b"
    r"|ECSS|IEC|CCSDS|IAU|IERS|ITU|SOFA|CODATA|WGS|NIST|ANSI|RFC|DESIGN"
    r"|CoolProp|PyBaMM|pvlib|Orekit|Basilisk|GMAT|sgp4|skyfield|Azure",
    re.DOTALL,
)


def breaches(tree: ast.Module) -> Iterator[Breach]:
    """What is missing from the docstrings of a module, as (line, what)."""
    about = ast.get_docstring(tree) or ""
    for node in tree.body:
        if isinstance(node, Function):
            yield from _function(node, about, about)
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            said = ast.get_docstring(node) or ""
            if not said:
                yield node.lineno, f"{node.name}: no docstring"
            for inner in node.body:
                if isinstance(inner, Function):
                    yield from _function(inner, about, f"{about}\n{said}")


def _function(node: Function, about: str, around: str) -> Iterator[Breach]:
    if node.name.startswith("_") and not (node.name == "__init__" and node.args.args[1:] + node.args.kwonlyargs):
        return
    said = ast.get_docstring(node)
    if said is None and node.name == "__init__":
        said = around  # the class says it
    if said is None:
        yield node.lineno, f"{node.name}: no docstring"
        return
    for missing in _missing(node, said, about, f"{around}\n{said}"):
        yield node.lineno, f"{node.name}: {missing}"


def _missing(node: Function, said: str, about: str, around: str) -> Iterator[str]:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    names = [argument.arg for argument in arguments]
    arrays = {argument.arg for argument in arguments if argument.annotation and _is_array(argument.annotation)}
    gives_array = node.returns is not None and _is_array(node.returns)
    if not re.match(r"[^\n]", said) or not re.search(r"[.:](\s|$)", said):
        yield "no first sentence"
    own = said if gives_array or arrays - VECTORS else f"{about}\n{said}"
    if (arrays or gives_array) and not SHAPE.search(own):
        yield "no shape of an array"
    if any(UNIT_NAME.search(name) for name in (node.name, *names)) and not UNIT_SAID.search(said):
        yield "no [unit]"
    if _raises(node) and "Raises" not in said:
        yield "does not say what it raises"
    if any(PLACE.search(name) for name in names) and not FRAME.search(around):
        yield "no frame"
    if not SOURCE.search(around):
        yield "no source"


def _is_array(annotation: ast.expr) -> bool:
    return ARRAY.search(ast.unparse(annotation)) is not None


def _raises(node: ast.AST) -> bool:
    """Whether the body raises an error of its own: not a bare `raise`, not in a function inside."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Raise) and child.exc is not None:
            return True
        if not isinstance(child, Function | ast.ClassDef | ast.Lambda) and _raises(child):
            return True
    return False
