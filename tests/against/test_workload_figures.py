"""Published figures of accelerators at work (docs/physics.md section 6): shares of power, caps, locks, ramps, lines."""

import numpy as np
import pytest

from sim.parameters import pack
from sim.workload import accelerator, inference, system
from tests.sim.workload.conftest import HOLD, Bench, column

H200 = "arXiv 2605.11999, H200 of 700 W"  # S15 of docs/physics.md
SWING = "arXiv 2508.14318"  # S13
PEAK_W = 2080.0


def decode_only(cap_w: float = 65000.0, clock: float = 1.0) -> Bench:
    """Inference that only decodes, from an empty batch to what 0.15 of the load fills."""
    b = Bench()
    b.order = HOLD
    b.load(0.15, seconds=60.0)
    assert b.arrivals is not None
    b.arrivals.prefill_tokens[:] = 0.0
    b.cap_w, b.clock_inference = cap_w, clock
    return b


@pytest.mark.parametrize(("occupancy", "watt"), [(0.0, 137.0), (1.0, 300.0)])
def test_decode_takes_the_measured_share_of_the_design_power(agrees, occupancy, watt):
    p = pack(system.PARAMETERS, {})
    share = inference.decode_share_of_peak(occupancy, p[system.INFERENCE_P :])
    agrees("W-2", f"decode, batch share {occupancy:g}", share, watt / 700.0, 0.025, unit="of peak", authority=H200)


def test_prefill_takes_the_design_power(agrees):
    p = pack(system.PARAMETERS, {})
    watt = accelerator.power_w(p[system.INFERENCE_P + inference.PREFILL_ACTIVITY], 1.0, p)
    agrees("W-2", "prefill", watt / PEAK_W, 1.0, 0.05, unit="of peak", authority=H200)


@pytest.mark.parametrize("cap_w", [950.0, 1100.0, 1500.0])
def test_a_cap_above_decode_power_does_nothing(agrees, cap_w):
    """Finding 4 of docs/physics.md: the cap is above 45 % of 2,080 W = 936 W, so not a bit changes."""
    free, capped = decode_only(), decode_only(cap_w)
    for b in (free, capped):
        b.run(3.0)  # training runs to its step boundary, and a cap does bite there
    difference_w = float(np.abs(free.run(20.0) - capped.run(20.0))[:, 5:8].max())
    agrees("W-3", f"effect of a cap of {cap_w:g} W on decode", difference_w, 0.0, 0.0, unit="W", authority=H200)


def test_a_clock_lock_saves_decode_power_and_no_tokens_above_its_knee(agrees):
    """Decode is bound by memory: at half clock it makes the same tokens with a third less dynamic power or better."""
    free, locked = decode_only(), decode_only(clock=0.5)
    rows = {name: b.run(30.0) for name, b in (("free", free), ("locked", locked))}
    tokens = [rows[name][-1, column("tokens")] for name in ("free", "locked")]
    watts = [rows[name][1000:, 5:8].sum(axis=1).mean() - 27 * 250.0 for name in ("free", "locked")]
    agrees("W-3", "tokens at half clock over full", tokens[1] / tokens[0], 1.0, 0.01, unit="1", authority=H200)
    assert watts[1] < 0.67 * watts[0]


def test_training_swings_in_the_band_that_grids_fear(agrees):
    """Lines of 0.2 to 3 Hz: the strongest is the step's, 0.5 Hz here."""
    b = Bench()
    watts = b.run(80.0)[:, column("total_w")]
    spectrum = np.abs(np.fft.rfft(watts - watts.mean()))
    frequency_hz = np.fft.rfftfreq(watts.size, 0.01)
    strongest_hz = float(frequency_hz[np.argmax(spectrum)])
    agrees("W-4", "strongest line of training", strongest_hz, 0.5, 0.0126, unit="Hz", authority=SWING)
    assert 0.2 <= strongest_hz <= 3.0


@pytest.mark.parametrize("seed", [0, 1, 2, 3])
def test_a_group_ramps_in_ten_to_fifty_milliseconds(agrees, seed):
    """The rise of nine skewed accelerators together, 10 to 90 % of the step, stretched to the whole ramp."""
    p = pack(system.PARAMETERS, {})
    x = system.initial(p, seed=seed)
    rises_s = x[system.RISE : system.GROUPS * system.STRIDE : system.STRIDE]
    worst_s = float(rises_s[np.argmax(np.abs(rises_s - 0.03))])
    agrees("W-4", f"ramp of a group, seed {seed}, worst of 8", worst_s, 0.03, 0.02, unit="s", authority=SWING)
    assert np.all(rises_s >= 0.03)


def test_skew_does_not_change_the_energy_of_a_step(agrees):
    """Trapezoids shifted and smeared: 1.8 s at 1 and 0.2 s at 0.15 in each step, whatever the accelerators do."""
    b = Bench({"spread_s": 0.01})
    b.arrivals = None
    b.run(1.1)  # to a boundary
    watts = b.run(20.0)[:, 0].mean() / 9.0
    expected = 250.0 + 1830.0 * (1.8 + 0.2 * 0.15) / 2.0
    agrees("W-4", "mean power of ten steps", watts, expected, 1e-3, unit="W", authority="closed form", relative=True)


def test_power_against_clock_by_hand(agrees):
    """P = idle + k f V^2 with V = 0.68 + 0.32 f: at half clock 250 + 1830 (0.06 + 0.94 x 0.5 x 0.84^2) = 966.687 W."""
    watt = accelerator.power_w(1.0, 0.5, pack(system.PARAMETERS, {}))
    agrees("W-2", "full work at half clock", watt, 966.68656, 1e-6, unit="W", authority="hand value, P = P0 + k f V^2")
