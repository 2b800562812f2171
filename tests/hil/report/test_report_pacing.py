"""The pace in words, as a table and as a plot, from a manifest written by hand."""

from __future__ import annotations

from typing import Any

from hil.report.pacing import figure, said, sentences, table


def spread(p50_us: float | None, count: int = 100) -> dict[str, Any]:
    if p50_us is None:
        return {"count": 0, "p50_us": None, "p99_us": None, "max_us": None, "bins": {}}
    bins = {f"{p50_us:.3f}": count - 1, f"{3 * p50_us:.3f}": 1}
    return {"count": count, "p50_us": p50_us, "p99_us": 2 * p50_us, "max_us": 3 * p50_us, "bins": bins}


def paced(**more: Any) -> dict[str, Any]:
    base = {
        "mode": "paced", "factor": 10.0, "achieved_factor": 9.98, "tick_ms": 10.0, "policy": "hold", "miss_budget": 0,
        "misses": 3, "first_misses": [],
        "host": {"overruns": 1, "lateness": spread(70.0)},
        "boards": {"eps": {"late": 2, "latency": spread(1250.0), "jitter": spread(200.0)}},
    }  # fmt: skip
    return base | more


def test_the_pace_in_one_phrase() -> None:
    assert said(paced()) == "10 x real time asked, 9.980 x kept; 3 deadlines missed, none allowed"
    assert said(paced(misses=1, miss_budget=4)).endswith("1 deadline missed, 4 allowed")  # type: ignore[union-attr]
    assert said({"mode": "lockstep"}) == "lockstep"
    assert said(paced(achieved_factor=None)).startswith("10 x real time asked, too short")  # type: ignore[union-attr]
    assert said(None) is None
    assert said("lockstep") == "lockstep"  # how older manifests say it


def test_a_line_for_each_board_and_one_for_the_host() -> None:
    pace, eps, host = sentences(paced())
    assert pace.endswith("late answers: hold")
    assert eps == (
        "eps         answers in p50 1.25, p99 2.5, max 3.75 ms; 2 late; jitter p50 0.2, p99 0.4, max 0.6 ms"
    )  # fmt: skip
    assert host == "host        begins a tick late by p50 0.07, p99 0.14, max 0.21 ms; 1 overruns"


def test_lockstep_says_nothing_of_it_but_a_pause() -> None:
    pauses = {"count": 2, "held_s": 12.34, "first": []}
    assert sentences({"mode": "lockstep"}) == []
    (line,) = sentences({"mode": "lockstep", "pauses": pauses})
    assert line == "pace        lockstep; 2 pauses, 12.3 s in all, left out"


def test_what_the_operating_system_gave_is_said() -> None:
    got = {"scheduler": "SCHED_FIFO 50", "memory": "refused (cannot allocate memory): it may be swapped out"}
    assert f"priority    scheduler {got['scheduler']}; memory {got['memory']}" in sentences(
        paced(realtime_priority=got)
    )
    assert "SCHED_FIFO 50" in table(paced(realtime_priority=got))


def test_the_report_has_a_table_and_a_plot_of_a_paced_run_only() -> None:
    text = table(paced())
    for word in ("eps", "latency", "jitter", "host", "1.25", "3.75", "policy hold"):
        assert word in text
    assert text.count("<tr") == 4
    (plot,) = figure(paced())
    assert list(plot.renderers[0].data_source.data["x"]) == [1.25, 3.75]
    assert table({"mode": "lockstep"}) == ""
    assert figure({"mode": "lockstep"}) == []
    assert figure(None) == []


def test_a_board_that_never_answered_in_time_has_dashes() -> None:
    silent = {"late": 40, "latency": spread(None), "jitter": spread(None)}
    assert sentences(paced(boards={"eps": silent}))[1] == "eps         answers in -; 40 late; jitter -"
    assert "40" in table(paced(boards={"eps": silent}))
