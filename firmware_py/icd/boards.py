"""The board kinds, in the order of every list on the wire and in the record."""

from .kinds import PerKind

NAMES = ("eps", "radiator", "laser", "payload")


def _tables(kind: int):
    # Imported where needed: a board holds its own channels in memory and no others.
    if kind == 0:
        from . import eps as found
    elif kind == 1:
        from . import radiator as found
    elif kind == 2:
        from . import laser as found
    else:
        from . import payload as found
    return found


SENSORS = PerKind(lambda kind: _tables(kind).SENSORS)
ACTUATORS = PerKind(lambda kind: _tables(kind).ACTUATORS)


def kind_index(name: str) -> int:
    """Return the position of board kind `name`. Raises ValueError when there is none."""
    return NAMES.index(name)
