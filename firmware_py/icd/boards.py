"""The board kinds, in the order of every list on the wire and in the record."""

from . import eps, laser, payload, radiator

NAMES = ("eps", "radiator", "laser", "payload")
SENSORS = (eps.SENSORS, radiator.SENSORS, laser.SENSORS, payload.SENSORS)
ACTUATORS = (eps.ACTUATORS, radiator.ACTUATORS, laser.ACTUATORS, payload.ACTUATORS)


def kind_index(name: str) -> int:
    """Return the position of board kind `name`. Raises ValueError when there is none."""
    return NAMES.index(name)
