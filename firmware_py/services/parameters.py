"""The parameters of one board: values by position, settable by id within their range."""

from ..icd.parameters import TABLE


class ParameterStore:
    """`values` is one list for the life of the executive; modules hold it and see a change at once.

    Two copies stand beside it, for `scrub` to outvote an upset of memory in any one of the three.
    """

    STATE = ("values", "second", "third")
    PARTS = ()

    def __init__(self, board: str) -> None:
        self.rows = tuple([row for row in TABLE if row[1] == board])
        self.values = [row[4] for row in self.rows]
        self.second = list(self.values)
        self.third = list(self.values)

    def set(self, parameter_id: int, value: float) -> bool:
        """Set one parameter; False, and nothing changed, when the id is not ours or the value is out of range."""
        for position in range(len(self.rows)):
            row = self.rows[position]
            if row[0] == parameter_id:
                if not row[5] <= value <= row[6]:
                    return False
                self.values[position] = self.second[position] = self.third[position] = float(value)
                return True
        return False

    def scrub(self) -> int:
        """Mend each value that differs from its two copies, or a copy that differs; return how many were mended."""
        values, second, third = self.values, self.second, self.third
        if values == second and second == third:
            return 0
        mended = 0
        for position in range(len(values)):
            one, two, three = values[position], second[position], third[position]
            if one == two == three:
                continue
            mended += 1
            values[position] = second[position] = third[position] = one if one in (two, three) else two
        return mended
