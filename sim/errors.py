"""The one error of a simulator given something outside its domain. Ours, so that callers catch one class."""


class InputError(ValueError):
    """An argument or a line of a file that no model can take: says the place, what was expected and what came.

    It is a ValueError, so that a caller who knows nothing of `sim` can still catch it. Raised before anything is done.
    Source: ours.
    """

    def __init__(self, place: str, expected: str, got: object) -> None:
        super().__init__(f"{place}: expected {expected}, got {got}")
        self.place = place
        self.expected = expected
        self.got = got
