"""What a run delivered: tokens, training steps, requests and the energy they took, from recorded truth."""

from __future__ import annotations

from .requirement import Signals

J_PER_KWH = 3.6e6
_COUNTED = ("tokens", "training_steps", "lost_steps", "served", "refused", "training_j", "inference_j")

Delivered = dict[str, float]


def delivered(run: Signals) -> Delivered:
    """Return what accumulated between the first and the last row; empty for a run without rows.

    Keys: tokens, training_steps (those lost later included), lost_steps, served and refused requests, training_j and
    inference_j at the racks [J], j_per_token and j_per_step [J], 0 when there was none. Raises KeyError for a truth
    that the run lacks.
    """
    columns = {name: run.column(f"truth.{name}") for name in _COUNTED}
    if not len(columns["tokens"]):
        return {}
    found = {name: float(values[-1] - values[0]) for name, values in columns.items()}
    kept = found["training_steps"] - found["lost_steps"]
    found["j_per_token"] = found["inference_j"] / found["tokens"] if found["tokens"] > 0.0 else 0.0
    found["j_per_step"] = found["training_j"] / kept if kept > 0.0 else 0.0
    return found


def sentence(found: Delivered) -> str:
    """Return `found` in one line for a person; empty when there is nothing to say."""
    if not found:
        return ""
    kwh = (found["training_j"] + found["inference_j"]) / J_PER_KWH
    refused = f" and {found['refused']:,.0f} refused" if found["refused"] >= 0.5 else ""
    return (
        f"{_scaled(found['tokens'])} tokens at {found['j_per_token']:.3f} J, {found['served']:,.0f} requests"
        f"{refused}, {found['training_steps']:,.0f} training steps, {found['lost_steps']:,.0f} lost, {kwh:.1f} kWh"
    )


def _scaled(count: float) -> str:
    for factor, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if count >= factor:
            return f"{count / factor:.3g} {letter}"
    return f"{count:.0f}"
