"""The parameters of one board: values by position, settable by id within their range."""

from ..icd.parameters import TABLE


class ParameterStore:
    """`values` is one list for the life of the executive; modules hold it and see a change at once."""

    STATE = ("values",)
    PARTS = ()

    def __init__(self, board: str) -> None:
        self.rows = tuple([row for row in TABLE if row[1] == board])
        self.values = [row[4] for row in self.rows]

    def set(self, parameter_id: int, value: float) -> bool:
        """Set one parameter; False, and nothing changed, when the id is not ours or the value is out of range."""
        for position in range(len(self.rows)):
            row = self.rows[position]
            if row[0] == parameter_id:
                if not row[5] <= value <= row[6]:
                    return False
                self.values[position] = float(value)
                return True
        return False
