"""Input and output images: raw counts on the outside, engineering units inside."""

from ..icd.boards import ACTUATORS, SENSORS, kind_index
from ..icd.channel import OFFSET, SCALE, raw_types, safe_image, to_raw
from ..icd.raw import invalid_codes

NAN = float("nan")


class InputImage:
    """Sensors of one board in engineering units; INVALID reads NaN. `age` is in ticks, 0 is fresh."""

    STATE = ("values", "age")
    PARTS = ()

    def __init__(self, board: str) -> None:
        rows = SENSORS[kind_index(board)]
        for row in rows:
            if row[OFFSET] != 0.0:
                raise ValueError("sensor offsets are not supported: " + row[0])
        self.scales = tuple([row[SCALE] for row in rows])
        self.invalid = tuple(invalid_codes(raw_types(rows)))
        self.values = [NAN] * len(rows)
        self.age = 0

    def decode(self, codes: list, age: int) -> None:
        """Take the raw counts of one SAMPLE and its age [ticks]."""
        self.age = age
        # int * float: exact conversion of the count, one rounding; the same on every interpreter with doubles.
        self.values[:] = [NAN if c == n else c * s for c, s, n in zip(codes, self.scales, self.invalid)]


class OutputImage:
    """Actuators of one board: a module writes `values`, the executive sends `counts`."""

    STATE = ("values", "encoded", "counts", "rejected")
    PARTS = ()

    def __init__(self, board: str) -> None:
        self.rows = ACTUATORS[kind_index(board)]
        self.safe = tuple(safe_image(self.rows))
        self.values = [row[7] for row in self.rows]
        self.encoded = list(self.values)  # what `counts` was made from
        self.counts = list(self.safe)
        self.rejected = 0  # values that were no number

    def encode(self) -> bool:
        """Bring `counts` up to date with `values`; return whether any changed. A NaN keeps the last good count."""
        values = self.values
        encoded = self.encoded
        if values == encoded:
            return False
        for position in range(len(values)):
            value = values[position]
            if value == encoded[position]:
                continue
            if value != value:
                values[position] = encoded[position]
                self.rejected += 1
            else:
                encoded[position] = value
                self.counts[position] = to_raw(self.rows[position], value)
        return True

    def scrub(self) -> int:
        """Make all counts anew from the values they were made from; return how many an upset had changed."""
        mended = 0
        for position in range(len(self.counts)):
            value = self.encoded[position]
            count = to_raw(self.rows[position], value)
            if value == value and count != self.counts[position]:
                self.counts[position] = count
                mended += 1
        return mended
