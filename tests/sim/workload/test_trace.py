"""The reader of request traces: good rows, and what each bad one is told."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.workload import trace
from sim.workload.arrivals import factor_for_load
from sim.workload.requests import measure
from sim.workload.trace import TraceError

HEAD = "TIMESTAMP,ContextTokens,GeneratedTokens\n"
FIRST = "2023-11-16 18:15:46.6805900,374,44\n"


@pytest.fixture
def write(tmp_path):
    def file(text: str):
        path = tmp_path / "requests.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return file


def test_times_count_from_the_first_request(write):
    got = trace.read(write(HEAD + FIRST + "2023-11-16 18:15:50.9951690,396,109\n\n"))
    assert got.time_s == pytest.approx([0.0, 4.314579])
    assert got.context_tokens.tolist() == [374.0, 396.0]
    assert got.generated_tokens.tolist() == [44.0, 109.0]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_either_line_end_and_a_byte_order_mark_will_do(write, end):
    path = write("\ufeff" + (HEAD + FIRST).replace("\n", end))
    assert trace.read(path).time_s.size == 1


BAD = [
    ("", 1, "", "empty file"),
    ("a,b,c\n" + FIRST, 1, "TIMESTAMP", "a,b,c"),
    ("TIMESTAMP,GeneratedTokens\n" + FIRST, 1, "ContextTokens", "TIMESTAMP,GeneratedTokens"),
    (HEAD, 0, "", "none"),
    (HEAD + FIRST + "2023-11-16 18:15:47,5\n", 3, "GeneratedTokens", "2 ("),
    (HEAD + FIRST + "2023-11-16 18:15:47,5,6,7\n", 3, "", "4 ("),
    (HEAD + FIRST + "yesterday,5,6\n", 3, "TIMESTAMP", "yesterday"),
    (HEAD + FIRST + "2023-11-16,5,6\n", 3, "TIMESTAMP", "'2023-11-16'"),
    (HEAD + FIRST + "2023-02-30 18:15:47,5,6\n", 3, "TIMESTAMP", "2023-02-30"),
    (HEAD + FIRST + "2023-11-16 25:15:47,5,6\n", 3, "TIMESTAMP", "25:15"),
    (HEAD + FIRST + ",5,6\n", 3, "TIMESTAMP", "''"),
    (HEAD + FIRST + "nan,5,6\n", 3, "TIMESTAMP", "nan"),
    (HEAD + FIRST + "2023-11-16 18:15:46,5,6\n", 3, "TIMESTAMP", "18:15:46"),
    (HEAD + FIRST + "2032-11-16 18:15:47,5,6\n", 3, "TIMESTAMP", "2032-11-16"),
    (HEAD + FIRST + "2023-11-16 18:15:47+00:00,5,6\n", 3, "TIMESTAMP", "+00:00"),
    (HEAD + FIRST + "2023-11-16 18:15:47,x,6\n", 3, "ContextTokens", "'x'"),
    (HEAD + FIRST + "2023-11-16 18:15:47,nan,6\n", 3, "ContextTokens", "'nan'"),
    (HEAD + FIRST + "2023-11-16 18:15:47,,6\n", 3, "ContextTokens", "''"),
    (HEAD + FIRST + "2023-11-16 18:15:47,1_000,6\n", 3, "ContextTokens", "'1_000'"),
    (HEAD + FIRST + "2023-11-16 18:15:47,5,-6\n", 3, "GeneratedTokens", "'-6'"),
    (HEAD + FIRST + "2023-11-16 18:15:47,5,1e3\n", 3, "GeneratedTokens", "'1e3'"),
    (HEAD + FIRST + "2023-11-16 18:15:47,5,6.5\n", 3, "GeneratedTokens", "'6.5'"),
    (HEAD + FIRST + "\n2023-11-16 18:15:47,99999999999,6\n", 4, "ContextTokens", "99999999999"),
    (HEAD + FIRST + '"2023-11-16 18:15:47,5,6\n', 3, "", "unexpected end"),
]


@pytest.mark.parametrize(("text", "line", "column", "got"), BAD)
def test_a_bad_row_is_named_by_file_line_and_column(write, text, line, column, got):
    path = write(text)
    with pytest.raises(InputError) as caught:
        trace.read(path)
    assert isinstance(caught.value, TraceError)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert caught.value.path == path
    assert got in str(caught.value)
    assert str(path) + (f":{line}" if line else "") + (f": {column}" if column else "") in str(caught.value)


def test_quoted_fields_and_seven_digits_of_a_second(write):
    got = trace.read(write(HEAD + '"2023-11-16 18:15:46.6805900","374","44"\n2023-11-16 18:15:46.6805999,1,2\n'))
    assert got.time_s == pytest.approx([0.0, 9.9e-6], abs=1.0e-6)  # to the microsecond
    assert got.context_tokens.tolist() == [374.0, 1.0]


def test_disorder_below_a_millisecond_is_ironed_out(write):
    rows = ("46.6805900", "47.0000000", "46.9995000", "47.5000000")
    got = trace.read(write(HEAD + "".join(f"2023-11-16 18:15:{second},1,1\n" for second in rows)))
    assert got.time_s == pytest.approx([0.0, 0.31941, 0.31941, 0.81941])
    assert np.all(np.diff(got.time_s) >= 0.0)


def test_tokens_that_no_request_has_make_no_load(write):
    requests = trace.read(write(HEAD + "".join(f"2023-11-16 18:15:{second},0,0\n" for second in range(10, 30))))
    with pytest.raises(InputError, match="tokens"):
        factor_for_load(measure(requests), 0.6, 1.0, 1.0)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileNotFoundError):
        trace.read(tmp_path / "none.csv")


def test_bytes_that_are_no_text(tmp_path):
    path = tmp_path / "noise.csv"
    path.write_bytes(bytes(range(256)))
    with pytest.raises(TraceError):
        trace.read(path)


def test_arrays_are_floats(write):
    got = trace.read(write(HEAD + FIRST))
    assert all(column.dtype == np.float64 for column in got)
