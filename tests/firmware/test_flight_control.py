"""The small control parts, against values worked by hand."""

import math

from firmware_py.control.clock import elapsed_ms
from firmware_py.control.debounce import Debounce
from firmware_py.control.limit import above, below, clamp, slew
from firmware_py.control.pi import Pi
from firmware_py.control.table import interpolate
from firmware_py.control.window import Window

NAN = math.nan


def test_elapsed_time_is_right_across_the_wrap_of_the_clock() -> None:
    assert elapsed_ms(1500, 1000) == 500
    assert elapsed_ms(200, 0xFFFFFFFF - 99) == 300  # 100 ms before the wrap, 200 after: 49.7 days after the epoch
    assert elapsed_ms(1000, 1500) == -500


def test_limits_hold_and_nan_never_passes_one() -> None:
    assert [clamp(value, 0.0, 2.0) for value in (-1.0, 1.5, 3.0, NAN)] == [0.0, 1.5, 2.0, 0.0]
    assert [slew(1.0, target, 0.25) for target in (3.0, -3.0, 1.1)] == [1.25, 0.75, 1.1]


def test_hysteresis_has_two_edges_and_holds_on_nan() -> None:
    assert [below(5.0, 4.0, 6.0, was) for was in (False, True)] == [False, True]
    assert [above(5.0, 6.0, 4.0, was) for was in (False, True)] == [False, True]
    assert below(NAN, 4.0, 6.0, True)
    assert not above(NAN, 6.0, 4.0, False)


def test_debounce_counts_in_a_row() -> None:
    part = Debounce(3)
    assert [part.update(bool(int(bit))) for bit in "110111101"] == [
        False, False, False, False, False, True, True, False, False,
    ]  # fmt: skip


def test_window_is_the_mean_of_the_last_samples_and_refuses_nan() -> None:
    part = Window(4)
    assert math.isnan(part.mean())
    for value in (1.0, 2.0, NAN, 3.0):
        part.add(value)
    assert part.mean() == 2.0
    assert not part.full()
    for value in (10.0, 20.0, 30.0):
        part.add(value)
    assert part.full()
    assert part.mean() == (3.0 + 10.0 + 20.0 + 30.0) / 4.0


def test_a_window_forgets_a_huge_sample_without_a_trace() -> None:
    part = Window(4)
    for value in (1e18, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0):
        part.add(value)
    assert part.mean() == 1.0  # a running sum alone would be left with the rounding of 1e18


def test_pi_integrates_and_does_not_wind_up() -> None:
    part = Pi(2.0, 10.0)  # gain 2, reset 10 s
    assert part.step(1.0, 1.0, -100.0, 100.0) == 2.0 + 2.0 * 1.0 / 10.0
    for _ in range(10000):
        assert part.step(1.0, 1.0, -5.0, 5.0) <= 5.0
    assert part.step(-1.0, 1.0, -5.0, 5.0) <= 5.0 - 2.0  # leaves the limit with the first error of the other sign


def test_pi_stands_still_on_nan() -> None:
    part = Pi(1.0, 1.0)
    part.step(1.0, 1.0, -9.0, 9.0)
    before = part.integral
    assert part.step(NAN, 1.0, -9.0, 9.0) == before
    assert part.integral == before


def test_table_interpolates_and_holds_its_ends() -> None:
    xs, ys = (0.0, 1.0, 3.0), (10.0, 20.0, 0.0)
    points = (-1.0, 0.0, 0.5, 1.0, 2.0, 3.0, 9.0)
    assert [interpolate(xs, ys, x) for x in points] == [10.0, 10.0, 15.0, 20.0, 10.0, 0.0, 0.0]
    assert math.isnan(interpolate(xs, ys, NAN))
