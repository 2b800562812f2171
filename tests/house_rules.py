"""The house rules that no linter knows, as checkers over a syntax tree.

A checker takes a parsed source and yields the breaches as (line, what is wrong). test_house_rules.py runs
each over the tree, and on planted faults to show that it bites.
"""

import ast
from collections.abc import Iterator, Set

Breach = tuple[int, str]

#: The standard modules of MicroPython's unix and microcontroller ports that flight software may lean on.
#: (docs.micropython.org, "MicroPython libraries"; `machine` and `time` are for hardware files only.)
MICROPYTHON = {
    "array", "binascii", "collections", "errno", "gc", "hashlib", "io", "json", "math", "micropython", "os",
    "select", "struct", "sys",
}  # fmt: skip
MICROPYTHON_HARDWARE = MICROPYTHON | {"machine", "time", "uctypes", "rp2"}

CLOCK_READERS = {
    "datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today",
    "os.times",
}  # fmt: skip
ENTROPY = {"os.urandom", "os.getrandom", "random", "secrets", "uuid"}
#: What of numpy.random is repeatable, given arguments; the rest draws from a hidden global state.
SEEDED = {"BitGenerator", "Generator", "PCG64", "Philox", "SeedSequence", "default_rng"}
UNORDERED = (ast.Dict, ast.DictComp, ast.Set, ast.SetComp)


def _origins(tree: ast.AST) -> dict[str, str]:
    """Local name -> the dotted name it was imported as."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for a in node.names:
                found[a.asname or a.name.split(".")[0]] = a.name if a.asname else a.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for a in node.names:
                found[a.asname or a.name] = f"{node.module}.{a.name}"
    return found


def _dotted(node: ast.AST, origins: dict[str, str]) -> str:
    """`t.sleep` after `import time as t` -> "time.sleep"; "" for what is no plain chain of names."""
    if isinstance(node, ast.Name):
        return origins.get(node.id, node.id)
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value, origins)
        return base and f"{base}.{node.attr}"
    return ""


def _uses(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every dotted name that is imported or written out, with its line."""
    origins = _origins(tree)
    imported = {origin.split(".")[0] for origin in origins.values()}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, a.name) for a in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from ((node.lineno, f"{node.module}.{a.name}") for a in node.names)
        elif isinstance(node, ast.Name | ast.Attribute):
            name = _dotted(node, origins)
            if name.split(".")[0] in imported:  # not a local that happens to be called `time`
                yield node.lineno, name


def _under(name: str, roots: set[str]) -> bool:
    return any(name == root or name.startswith(root + ".") for root in roots)


def imports(tree: ast.AST) -> Iterator[tuple[int, str, int]]:
    """(line, top package, level) of each import; level > 0 is a relative one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, a.name.split(".")[0], 0) for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, (node.module or "").split(".")[0], node.level


def foreign_imports(tree: ast.AST, allowed: Set[str]) -> Iterator[Breach]:
    """Absolute imports of anything not allowed; relative imports always are."""
    for line, top, level in imports(tree):
        if not level and top not in allowed:
            yield line, f"imports {top}"


def host_clock(tree: ast.AST) -> Iterator[Breach]:
    """Time is an argument: no `time` module, no now(), no sleep."""
    for line, name in _uses(tree):
        if _under(name, CLOCK_READERS | {"time"}):
            yield line, f"reads a host clock: {name}"


def chance(tree: ast.AST) -> Iterator[Breach]:
    """No draw that a seed does not decide."""
    origins = _origins(tree)
    for line, name in _uses(tree):
        head, _, rest = name.partition("numpy.random.")
        if _under(name, ENTROPY) or (rest and not head and rest.split(".")[0] not in SEEDED):
            yield line, f"unseeded chance: {name}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and not node.args and not node.keywords:
            name = _dotted(node.func, origins)
            if name.startswith("numpy.random."):
                yield node.lineno, f"no seed given: {name}()"


def powers(tree: ast.AST) -> Iterator[Breach]:
    """x**n and hypot differ in the last bit between compiled code and CPython; products and sqrt do not.

    A power with a variable exponent is equal on both, and is written math.pow(x, y).
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
            yield node.lineno, "power operator"
        elif isinstance(node, ast.Name | ast.Attribute | ast.alias) and _last(node) == "hypot":
            yield node.lineno, "hypot"
        elif isinstance(node, ast.Call) and _last(node.func) in {"pow", "power"} and _constant_exponent(node):
            yield node.lineno, "power with a constant exponent"


def _last(node: ast.AST) -> str:
    """The last word of a name, of a chain of names or of an imported one."""
    for field in ("attr", "id", "name"):
        if isinstance(word := getattr(node, field, None), str):
            return word
    return ""


def _constant_exponent(call: ast.Call) -> bool:
    exponent = call.args[1] if len(call.args) > 1 else None
    if isinstance(exponent, ast.UnaryOp):
        exponent = exponent.operand
    return isinstance(exponent, ast.Constant)


def hidden_imports(tree: ast.AST) -> Iterator[Breach]:
    """import-linter reads import statements; a module named by a string passes it unseen."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or _last(node.func) not in {
            "import_module",
            "__import__",
            "run_module",
        }:
            continue
        name = node.args[0] if node.args else None
        if not isinstance(name, ast.Constant):
            yield node.lineno, "imports a module whose name is computed"
        elif str(name.value).split(".")[0] in {"serial", "cocotb", "dask", "distributed"}:
            yield node.lineno, f"imports {name.value!r} past the walls"


def unordered_iteration(tree: ast.AST) -> Iterator[Breach]:
    """MicroPython's dicts and sets have no order: a walk over one differs from CPython. sorted() is fine.

    Seen are the views, and in each file what it makes as a dict or set under a name; not one handed in.
    """
    unordered = {_dotted(t, {}) for node in ast.walk(tree) for t in _unordered_targets(node)} - {""}
    sorts = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and _last(n.func) == "sorted"]
    in_sorted = {id(argument) for call in sorts for argument in call.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            walked = node.iter
            if _is_unordered(walked) or _dotted(walked, {}) in unordered:
                yield walked.lineno, "walks over a dict or a set"
        elif isinstance(node, ast.Call) and id(node) not in in_sorted and _is_view(node):
            yield node.lineno, f".{_last(node.func)}() of a dict has no order"


def _is_view(call: ast.Call) -> bool:
    views = {"items", "keys", "values", "popitem"}
    return isinstance(call.func, ast.Attribute) and call.func.attr in views and not call.args


def _is_unordered(node: ast.AST | None) -> bool:
    made = (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"dict", "set", "frozenset"}
    )
    return made or isinstance(node, UNORDERED)


def _unordered_targets(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Assign) and _is_unordered(node.value):
        return node.targets
    if isinstance(node, ast.AnnAssign) and _is_unordered(node.value):
        return [node.target]
    return []
