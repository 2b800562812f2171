"""One thing for each board kind, made when it is first asked for: a board needs its own, the host needs all."""

COUNT = 4  # of board kinds


class PerKind:
    """A sequence by position of the board kind; `make(kind)` is called once for each that is asked for."""

    def __init__(self, make) -> None:
        self._make = make
        self._made = [None] * COUNT

    def __getitem__(self, kind: int):
        """Return the thing of board `kind`. Raises IndexError when there is no such kind."""
        found = self._made[kind]
        if found is None:
            found = self._made[kind] = self._make(kind)
        return found

    def __len__(self) -> int:
        return COUNT

    def __iter__(self):
        for kind in range(COUNT):
            yield self[kind]
