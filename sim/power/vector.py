"""The type of the float64 vectors that compiled code reads and writes, for the type checker."""

from typing import Protocol, overload


class Vector(Protocol):
    """A one-dimensional float64 array: its elements are floats to the checker, where numpy's own type says Any."""

    @overload
    def __getitem__(self, at: int, /) -> float: ...
    @overload
    def __getitem__(self, at: slice, /) -> "Vector": ...
    def __setitem__(self, at: int, value: float, /) -> None: ...
