"""How numba compiles for a caller that is compiled itself: the code of one function alone, made once.

By itself numba makes of every function, also of one that only compiled code calls, a library of its own: joined with
all it calls and optimised with it, turned into machine code, with an entry for Python, written to a file, and once more
for each literal it is called with. Here a function called by compiled code is none of that (`Inner`); it is joined to
what Python calls (`Entry`), and optimised there with all the rest. The instructions of a result are the same, so are
its bits; it is half the work (docs/performance.md, "Compiling").

Numba documents `pipeline_class` for such ends. Libraries and dispatchers are internals of the numba that the lock
files name; tests/sim/test_inner.py tells when another one differs. Source: ours.
"""

from collections.abc import Iterable
from typing import Any

from numba.core import typed_passes, types, untyped_passes
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler
from numba.core.registry import CPUDispatcher

#: Steps of numba for what leaves do not have: with blocks, closures, literal_unroll, parallel loops.
NOT_NEEDED = frozenset(
    (
        untyped_passes.WithLifting, untyped_passes.InlineClosureLikes, untyped_passes.MakeFunctionToJitFunction,
        untyped_passes.InlineInlinables, untyped_passes.FindLiterallyCalls, untyped_passes.LiteralUnroll,
        untyped_passes.LiteralPropagationSubPipelinePass, typed_passes.InlineOverloads,
        typed_passes.DumpParforDiagnostics,
    )
)  # fmt: skip


class Loose(JITCodeLibrary):
    """The code of one function: not yet joined with what it calls, and no machine code."""

    def finalize(self) -> None:
        """Take no more; leave joining and optimising to who calls."""
        self._raise_if_finalized()  # type: ignore[no-untyped-call]
        self._finalize_dynamic_globals()  # type: ignore[no-untyped-call]
        self._finalized = True


class Whole(JITCodeLibrary):
    """The code of a function and of all it calls, optimised as one."""

    def finalize(self) -> None:
        """Join what the loose ones need as well, each once, then do as numba does."""
        self._linking_libraries = _closure(self._linking_libraries)
        super().finalize()  # type: ignore[no-untyped-call]


def _closure(libraries: Iterable[Any]) -> list[Any]:
    """Return `libraries` and those which the loose ones among them need, each once."""
    found: dict[Any, None] = {}

    def add(library: Any) -> None:
        if library in found:
            return
        found[library] = None
        for needed in library._linking_libraries if isinstance(library, Loose) else ():
            add(needed)

    for library in libraries:
        add(library)
    return list(found)


class _EntryCompiler(Compiler):
    def define_pipelines(self) -> list[Any]:
        self.state.library = _library(Whole, self.state)
        return _without_the_needless(super().define_pipelines())  # type: ignore[no-untyped-call]


class _InnerCompiler(Compiler):
    def define_pipelines(self) -> list[Any]:
        self.state.library = _library(Loose, self.state)
        self.state.flags.no_compile = True  # that is: no machine code
        return _without_the_needless(super().define_pipelines())  # type: ignore[no-untyped-call]


def _library(kind: Any, state: Any) -> Any:
    """Return a new library for the function of `state`, as numba's own lowering would make it."""
    library = kind(state.targetctx.codegen(), state.func_id.func_qualname)
    library.enable_object_caching()
    return library


def _without_the_needless(pipelines: list[Any]) -> list[Any]:
    for pipeline in pipelines:
        pipeline.passes = [step for step in pipeline.passes if step[0] not in NOT_NEEDED]
    return pipelines


class Entry(CPUDispatcher):
    """What Python calls, kept as a file; compiled code that calls it takes it from there."""

    def __init__(self, py_func: Any, options: dict[str, Any]) -> None:
        super().__init__(py_func, {}, options, _EntryCompiler)
        self.enable_caching()

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Take a literal as a number like any other."""
        return super().get_call_template(*_plain(args, kws))


class Inner(CPUDispatcher):
    """What compiled code calls."""

    def __init__(self, py_func: Any, options: dict[str, Any]) -> None:
        super().__init__(py_func, {}, options | {"no_cpython_wrapper": True}, _InnerCompiler)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Take a literal as a number like any other."""
        return super().get_call_template(*_plain(args, kws))

    def add_overload(self, result: Any) -> None:
        """Make `result` known to compiled code alone, its library being its key."""
        result.library._ensure_finalized()
        self.overloads[tuple(result.signature.args)] = result
        context: Any = self.targetctx
        context.insert_user_function(result.library, result.fndesc, [result.library])

    def get_overload(self, args: Any) -> Any:
        """Return the key of the code for arguments of kinds `args`."""
        result: Any = self.overloads[tuple(args)]
        return result.library


class Leaf(Entry):
    """What both call, which makes it twice where both do: an entry for Python and `inner` for compiled code."""

    def __init__(self, py_func: Any, options: dict[str, Any]) -> None:
        super().__init__(py_func, options)
        self.inner = Inner(py_func, options)

    def get_call_template(self, args: Any, kws: Any) -> Any:
        """Hand on what compiled code asks."""
        return self.inner.get_call_template(args, kws)

    def get_overload(self, args: Any) -> Any:
        """Hand on what compiled code asks."""
        return self.inner.get_overload(args)


def _plain(args: Any, kws: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Return the kinds of arguments with int64 for a literal 3, and so on."""
    plain: Any = types.unliteral
    return tuple(plain(kind) for kind in args), {name: plain(kind) for name, kind in kws.items()}
