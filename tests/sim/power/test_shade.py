"""Strings partly in shade: the defining equation, cell by cell, and a brute search for the highest hill."""

import math

import numpy as np
import pytest

from sim.parameters import pack
from sim.power import array, shade

WARM_K, FLUX = 323.15, 1361.0


def curve(**values: float):
    p = pack(array.PARAMETERS, values)
    return p, array.diode(WARM_K, FLUX, p)


def volts_by_cells(
    amp: float, lit: int, dark: int, light: float, photo_a: float, log_i0: float, cell_v: float
) -> float:
    """Cell after cell in series, each by V = a ln(1 + (IL - I)/I0) or its bypass diode's -0.7 V."""

    def one(photo_a: float) -> float:
        inside = 1.0 + (photo_a - amp) * math.exp(-log_i0)
        return max(cell_v * math.log(inside), -0.7) if inside > 0.0 else -0.7

    return lit * one(photo_a) + dark * one(light * photo_a)


@pytest.mark.parametrize("dark", [1, 40, 132, 250])
@pytest.mark.parametrize("light", [0.0, 0.1, 0.6])
def test_the_current_is_the_one_that_the_cells_in_series_carry(dark: int, light: float) -> None:
    p, (photo_a, log_i0, scale_v) = curve(array_shade_3=dark / 264, array_shade_light=light)
    for share in (0.05, 0.3, 0.7, 0.98):
        amp = share * photo_a
        if abs(amp - light * photo_a) < 1e-6:
            continue
        string_v = volts_by_cells(amp, 264 - dark, dark, light, photo_a, log_i0, scale_v / 264)
        if string_v > 0.0:
            assert shade.group_a(2, string_v, photo_a, log_i0, scale_v, p) == pytest.approx(amp, rel=1e-6)


def test_a_group_in_the_light_is_untouched_to_the_bit() -> None:
    p, (photo_a, log_i0, scale_v) = curve(array_shade_3=0.5)
    for string_v in (0.0, 500.0, 620.0, 900.0):
        assert shade.group_a(0, string_v, photo_a, log_i0, scale_v, p) == array.string_a(
            string_v, photo_a, log_i0, scale_v
        )


def test_all_cells_in_shade_are_a_dimmer_string() -> None:
    p, (photo_a, log_i0, scale_v) = curve(array_shade_1=1.0, array_shade_light=0.4)
    assert shade.group_a(0, 500.0, photo_a, log_i0, scale_v, p) == array.string_a(500.0, 0.4 * photo_a, log_i0, scale_v)


def test_no_current_beyond_open_circuit_nor_in_the_dark() -> None:
    p, (photo_a, log_i0, scale_v) = curve(array_shade_1=0.3)
    assert shade.group_a(0, 1000.0, photo_a, log_i0, scale_v, p) == 0.0
    assert shade.group_a(0, 300.0, 0.0, log_i0, scale_v, p) == 0.0


EVERYWHERE = {f"array_shade_{group}": 0.35 for group in range(1, 9)}


@pytest.mark.parametrize(
    ("shades", "light", "hills"),
    [
        (EVERYWHERE, 0.3, 2),
        (EVERYWHERE, 0.8, 2),
        ({"array_shade_1": 0.4, "array_shade_2": 0.4}, 0.1, 2),
        ({f"array_shade_{g}": 0.1 * g for g in range(1, 7)}, 0.2, None),
        ({"array_shade_1": 0.5}, 0.1, None),
    ],
)
def test_the_highest_of_the_hills_is_found(shades: dict[str, float], light: float, hills: int | None) -> None:
    p, (photo_a, log_i0, scale_v) = curve(**shades, array_shade_light=light)
    open_v = array.open_circuit_v(photo_a, log_i0, scale_v)
    volts = np.linspace(1.0, open_v, 4000)
    watts = np.array([v * shade.total_a(v, 255, photo_a, log_i0, scale_v, p) for v in volts])
    best_v = shade.best_v(open_v, 255, photo_a, log_i0, scale_v, p)
    most_w = best_v * shade.total_a(best_v, 255, photo_a, log_i0, scale_v, p)
    assert most_w >= watts.max() * (1.0 - 1e-6)
    assert most_w <= watts.max() * (1.0 + 1e-5)
    if hills is not None:
        inner = watts[1:-1]
        assert int(((inner > watts[:-2]) & (inner >= watts[2:])).sum()) == hills


def test_hills_of_nearly_one_height_are_told_apart() -> None:
    """A draw of 300 shades, temperatures, lights and masks; the highest by brute force over 3000 voltages."""
    draw = np.random.default_rng(0)
    for _ in range(300):
        shades = {f"array_shade_{group}": float(draw.choice([0.0, draw.uniform()])) for group in range(1, 9)}
        p = pack(array.PARAMETERS, {**shades, "array_shade_light": float(draw.uniform())})
        photo_a, log_i0, scale_v = array.diode(float(draw.uniform(150.0, 370.0)), float(draw.uniform(50.0, 1400.0)), p)
        open_v, mask = array.open_circuit_v(photo_a, log_i0, scale_v), int(draw.integers(1, 256))
        best = shade.best_v(open_v, mask, photo_a, log_i0, scale_v, p)
        found_w = best * shade.total_a(best, mask, photo_a, log_i0, scale_v, p)
        volts = np.linspace(open_v / 3000.0, open_v, 3000)
        watts = [v * shade.total_a(v, mask, photo_a, log_i0, scale_v, p) for v in volts]
        assert found_w >= max(watts) * (1.0 - 2e-3)


def test_the_system_reports_shaded_strings_and_its_books_close(bench) -> None:
    sat = bench(array_shade_2=0.3, array_shade_light=0.2).run(100)
    assert sat["string_2_a"] < 0.3 * sat["string_1_a"]  # at 600 V the shaded cells hold their string back
    low = bench(array_shade_2=0.3, array_shade_light=0.2).run(100, array_voltage_set_v=250.0)
    assert low["string_2_a"] == pytest.approx(low["string_1_a"], rel=1e-3)  # bypassed
    assert low["array_max_w"] > low["array_v"] * low["array_a"]
    for bench_ in (sat, low):
        assert abs(bench_.residual()) < 1e-9  # P-7


def test_no_shade_is_the_single_curve_to_the_bit(bench) -> None:
    """The light left in shade is nobody's business as long as there is none."""
    plain, other = bench().run(50), bench(array_shade_light=0.9, array_bypass=0.1).run(50)
    assert plain.y.tobytes() == other.y.tobytes()
