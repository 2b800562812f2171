"""Conservation of energy in the thermal plant: `docs/physics.md` case T-14, and that its books can fail."""

import numpy as np
import pytest

from sim.parameters import pack
from sim.thermal import system
from sim.thermal.table import TERMS

ORBIT_S = 5801.2  # 96.687 min at 600 km


def driven(values: dict[str, float], seconds: float, dt_s: float) -> tuple[np.ndarray, np.ndarray]:
    """Drive both loops hard.

    Swinging load, an eclipse's shed, moving valves, a closed panel, a lost pump, a changing sink.
    """
    p = pack(system.PARAMETERS, {"heater_on_k": 320.0, "heater_off_k": 325.0, **values})  # the heater works too
    rack_w = np.full(8, 15000.0)
    x = system.initial(p, rack_w, 185.0).x
    y = np.zeros(len(system.OUTPUTS))
    steps = round(seconds / dt_s)
    for i in range(steps):
        done = i / steps
        full = done < 0.4 or done > 0.6
        rack_w[:4] = (16000.0 if i % 100 < 60 else 6000.0) if full else 2000.0
        rack_w[4:] = 14000.0 if full else 4500.0
        prime_a = 0.0 if 0.8 < done < 0.81 else 1.0
        mask = 13.0 if 0.7 < done < 0.75 else 15.0
        system.step(
            x,
            p,
            rack_w,
            185.0 + 20.0 * done,
            prime_a,
            0.0,
            0.9 if full else 0.25,
            0.9,
            0.3,
            1.0 - 0.5 * done,
            mask,
            4000.0 if full else 1500.0,
            300.0,
            dt_s,
            y,
        )
    return x, p


def throughput_j(x: np.ndarray) -> float:
    return float(
        sum(
            x[system.STATE.index(name)]
            for name in ("rack_j", "pump_j", "platform_j", "absorbed_j", "loss_j", "heater_j")
        )
    )


def test_t14_the_books_of_an_orbit_close(agrees):
    x, p = driven({}, ORBIT_S, 0.01)
    assert throughput_j(x) > 5e8  # [J] about 100 kW for an orbit: there was something to balance
    agrees("T-14", "books of an orbit", system.books_residual(x, p), 0.0, 1e-6, unit="1", authority="conservation")


def test_t14_holds_at_the_coarse_sub_step_too(agrees):
    x, p = driven({}, ORBIT_S, 0.1)
    left = system.books_residual(x, p)
    agrees("T-14", "books of an orbit, sub-step 0.1 s", left, 0.0, 1e-6, unit="1", authority="conservation")


def test_books_do_not_move_when_nothing_has_run():
    p = pack(system.PARAMETERS, {})
    assert system.books_residual(system.initial(p, np.zeros(8), 185.0).x, p) == 0.0


@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("factor", [0.99, 1.01])
def test_one_percent_wrong_in_any_one_term_is_caught(term, factor):
    x, p = driven({f"scale_{term}": factor}, ORBIT_S, 0.1)
    assert system.books_residual(x, p) > 1e-5
