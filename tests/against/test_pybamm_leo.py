"""P-4 of docs/physics.md: an orbit's discharge and charge of PyBaMM's Chen2020 cell (SPMe), recorded and live.

A circuit's resistances belong to a rate. PyBaMM's charge transfer costs 28 mohm at 1.8 A and 20 at 5 A (Butler-Volmer),
and diffusion in its cathode goes on for five minutes and more, so a circuit fitted to 1C runs (P-3) is 18 mV low at the
end of P-4's charge. Here it is identified as a bench would do it for this duty: by least squares from 95 % down to 65 %
and up again in pulses of 10 % at P-4's charge current, 1.5 A, with an hour of rest after each (a GITT). P-4 is no part
of that.

Where the charge meets 4.10 V PyBaMM's voltage rises by 0.087 mV a second, so that a millivolt is 11 s: its own models
take 932.5 s (SPMe), 945.6 s (DFN) and 1180.7 s (SPM, without electrolyte). Ours is held to 10 mV, which is 115 s.
"""

from collections.abc import Callable

import pytest

from sim.parameters import index
from sim.power import battery
from tests.against.pybamm_cell import CELL_C, Cell, circuit, constant, ours, pybamm_run, rms_v

Agrees = Callable[..., None]
TOLERANCE_V = 0.025  # [V] docs/physics.md
RISE_V_S = 0.087e-3  # [V/s] PyBaMM's, where it meets 4.10 V
MEETING_V = 0.010  # [V] what the time of that is held to
P = circuit(38.815e-3, 17.640e-3, 203.83)
PULSE_A, PULSE_S, REST_S = 1.5, 0.10 * CELL_C / 1.5, 3600.0
OUT_A, OUT_S, IN_A = 1.8, 2160.0, 1.5


@pytest.mark.slow
def test_p4_the_pulses_that_the_circuit_was_fitted_to(agrees: Agrees) -> None:
    """The residual of the fit, and that a least-squares fit it is: no neighbour in any of its three is better."""
    steps = []
    for pulse_a in 3 * [PULSE_A] + 3 * [-PULSE_A]:
        steps += [constant(pulse_a, PULSE_S), constant(0.0, REST_S)]
    times_s, amps, theirs_v = pybamm_run(steps, 0.95)
    volts, socs = ours(0.95, times_s, amps, P)
    assert socs.min() == pytest.approx(0.65, abs=1e-3)
    off_v = rms_v(volts, theirs_v)
    agrees("P-4", "RMS over the pulses fitted", off_v, 0.0, TOLERANCE_V, unit="V", authority="PyBaMM, live")
    for name in ("battery_cell_r0", "battery_cell_r1", "battery_rc_time"):
        for factor in (0.9, 1.1):
            beside = P.copy()
            beside[index(battery.PARAMETERS, name)] *= factor
            assert rms_v(ours(0.95, times_s, amps, beside)[0], theirs_v) > off_v, (name, factor)


@pytest.mark.slow
def test_p4_live(agrees: Agrees) -> None:
    """Discharge and constant current of P-4, as PyBaMM runs it here and now."""
    steps = [constant(OUT_A, OUT_S), constant(-IN_A, 9000.0, termination="4.1 V")]
    times_s, amps, theirs_v = pybamm_run(steps, 0.90)
    off_v = rms_v(ours(0.90, times_s, amps, P)[0], theirs_v)
    agrees("P-4", "RMS of terminal voltage", off_v, 0.0, TOLERANCE_V, unit="V", authority="PyBaMM, live")


def test_p4_leo_cycle(agrees: Agrees) -> None:
    """docs/physics.md, P-4: 1.8 A for 36 min from 90 %, then 1.5 A to 4.10 V, met by PyBaMM after 932.5 s."""
    times_s, amps = [5.0, OUT_S, OUT_S + 932.5], [-OUT_A, -OUT_A, IN_A]
    volts, socs = ours(0.90, times_s, amps, P)
    names = ("5 s into discharge", "end of discharge", "after 932.5 s of charge")
    for name, volt, theirs in zip(names, volts, (4.036, 3.842, 4.10), strict=True):
        agrees("P-4", name, volt, theirs, TOLERANCE_V, unit="V", authority="PyBaMM, recorded")
    nominal = 0.90 - (0.90 - socs[1]) * CELL_C / (5.0 * 3600.0)  # counted on the nominal 5 Ah, as P-4 does
    agrees("P-4", "charge by counting, nominal 5 Ah", nominal, 0.684, 0.002, unit="1", authority="arithmetic")


def test_p4_constant_current_then_constant_voltage(agrees: Agrees) -> None:
    cell = Cell(0.90, P)
    for _ in range(round(OUT_S)):
        cell.step(-OUT_A, 1.0)
    start_soc, seconds, volt = cell.soc, 0, 0.0
    while (amp := cell.charge_a(IN_A, 1.0)) == IN_A:
        volt = cell.step(amp, 1.0)
        seconds += 1
    allowed_s = MEETING_V / RISE_V_S
    agrees("P-4", "constant current lasts", seconds, 932.5, allowed_s, unit="s", authority="PyBaMM, recorded")
    highest_v, falling = volt, [amp]
    while (amp := cell.charge_a(IN_A, 1.0)) > 0.05:
        volt = cell.step(amp, 1.0)
        highest_v = max(highest_v, volt)
        falling.append(amp)
    agrees("P-4", "constant voltage", highest_v, 4.10, 1e-6, unit="V", authority="definition")
    assert max(falling) <= IN_A
    assert len(falling) > 1800  # the taper is the longer part, as it is with PyBaMM (6000 s)
    assert cell.soc > start_soc + 0.15
