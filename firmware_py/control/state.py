"""State as plain data: nested lists of numbers, taken from and given back to parts.

A part names its mutable attributes in STATE (numbers, or flat lists of numbers) and its stateful members in PARTS
(parts, or tuples of parts). What is in neither must not change after construction; a test compares.
"""


def save(part: object) -> list:
    """Return the state of `part` and of all parts below it, copied."""
    values = []
    for name in part.STATE:
        value = getattr(part, name)
        values.append(list(value) if isinstance(value, (list, tuple)) else value)
    below = []
    for name in part.PARTS:
        member = getattr(part, name)
        below.append([save(one) for one in member] if isinstance(member, tuple) else save(member))
    return [values, below]


def load(part: object, data: list) -> None:
    """Give `part` back the state that `save` took. Raises ValueError when the shape does not fit."""
    values, below = data
    if len(values) != len(part.STATE) or len(below) != len(part.PARTS):
        raise ValueError("state does not fit " + type(part).__name__)
    for name, value in zip(part.STATE, values):
        if isinstance(value, list):
            getattr(part, name)[:] = value  # in place: others may hold the same list
        else:
            setattr(part, name, value)
    for name, inner in zip(part.PARTS, below):
        member = getattr(part, name)
        if isinstance(member, tuple):
            if len(member) != len(inner):
                raise ValueError("state does not fit " + type(part).__name__ + "." + name)
            for one, one_inner in zip(member, inner):
                load(one, one_inner)
        else:
            load(member, inner)
