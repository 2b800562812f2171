"""Flight software of one board, put together."""

from .executive import Executive


def _module_type(board: str) -> type:
    # Imported where needed: a board holds its own module in memory and no other.
    if board == "eps":
        from .power.module import PowerModule

        return PowerModule
    if board == "radiator":
        from .radiator.module import RadiatorModule

        return RadiatorModule
    if board == "laser":
        from .laser.module import LaserModule

        return LaserModule
    if board == "payload":
        from .payload.module import PayloadModule

        return PayloadModule
    raise ValueError("no such board: " + str(board))


def build(board: str, parameters: list = ()) -> Executive:
    """Return the executive of `board` with (id, value) `parameters` set. Raises ValueError on a board, an id or a value
    that does not exist or is out of range."""
    executive = Executive(board, _module_type(board))
    for parameter_id, value in parameters:
        if not executive.store.set(parameter_id, value):
            raise ValueError("parameter " + str(parameter_id) + " of " + board + " does not take " + str(value))
    return executive
