"""The reader of request traces: good rows, and what each bad one is told."""

import numpy as np
import pytest

from sim.workload import trace
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
    ("", 1, "empty file"),
    ("a,b,c\n" + FIRST, 1, "a,b,c"),
    (HEAD, 0, "none"),
    (HEAD + FIRST + "2023-11-16 18:15:47,5\n", 3, "2"),
    (HEAD + FIRST + "yesterday,5,6\n", 3, "yesterday"),
    (HEAD + FIRST + "2023-11-16 18:15:46,5,6\n", 3, "18:15:46"),
    (HEAD + FIRST + "2023-11-16 18:15:47+00:00,5,6\n", 3, "+00:00"),
    (HEAD + FIRST + "2023-11-16 18:15:47,x,6\n", 3, "'x'"),
    (HEAD + FIRST + "2023-11-16 18:15:47,5,-6\n", 3, "'-6'"),
    (HEAD + FIRST + "2023-11-16 18:15:47,5,1e3\n", 3, "'1e3'"),
    (HEAD + FIRST + "\n2023-11-16 18:15:47,99999999999,6\n", 4, "99999999999"),
]


@pytest.mark.parametrize(("text", "line", "got"), BAD)
def test_a_bad_row_is_named_by_file_and_line(write, text, line, got):
    path = write(text)
    with pytest.raises(TraceError) as caught:
        trace.read(path)
    assert caught.value.line == line
    assert caught.value.path == path
    assert got in str(caught.value)
    assert str(path) + (f":{line}" if line else "") in str(caught.value)


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
