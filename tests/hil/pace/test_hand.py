"""Pause, step and end by keys, with a scripted keyboard."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from hil.pace.hand import Hand


class Script:
    """Gives one key after another, and counts a second of time for each look."""

    def __init__(self, keys: Iterable[str], hang_up: bool = False) -> None:
        self.keys = list(keys)
        self.t_ns = 0
        self.hang_up = hang_up

    @property
    def there(self) -> bool:
        return bool(self.keys) or not self.hang_up

    def pressed(self, longest_s: float) -> str:
        self.t_ns += 1_000_000_000 if longest_s else 0
        return self.keys.pop(0) if self.keys else ""


def ticks_run(keys: Iterable[str], looks: int, hang_up: bool = False) -> tuple[list[int], Hand, list[bool]]:
    """Ask between ticks `looks` times; return the time held each time [s], the hand and what was shown."""
    script, shown = Script(keys, hang_up), []
    hand = Hand(script, lambda: script.t_ns)
    held = []
    for _ in range(looks):
        held.append(hand.between(shown.append, lambda: not script.keys and not hang_up) // 1_000_000_000)
        if hand.ended:
            break
    return held, hand, shown


def test_without_a_key_nothing_is_held() -> None:
    held, hand, shown = ticks_run(["", "", ""], 3)
    assert held == [0, 0, 0]
    assert not hand.held
    assert shown == []


def test_space_pauses_until_the_next_space() -> None:
    held, hand, shown = ticks_run(["", " ", "", "", " ", ""], 3)
    assert held == [0, 3, 0]
    assert not hand.held
    assert shown == [True, False]


@pytest.mark.parametrize("key", [".", "n"])
def test_a_step_runs_one_tick_and_holds_again(key: str) -> None:
    held, hand, shown = ticks_run([" ", "", key, "", "", key, "", " "], 3)  # paused; two steps; resumed
    assert held == [2, 3, 2]
    assert not hand.held
    assert shown == [True, True, True, False]


def test_steps_typed_ahead_are_not_lost() -> None:
    held, hand, _ = ticks_run([" ", ".", ".", ".", " "], 4)
    assert held == [1, 1, 1, 1]
    assert not hand.held


def test_a_step_while_running_pauses() -> None:
    _, hand, shown = ticks_run([".", "x", "x"], 1)
    assert hand.held
    assert shown == [True]


@pytest.mark.parametrize("keys", [["q"], [" ", "q"], [" ", "", "", "q"]])
def test_q_ends_running_or_paused(keys: list[str]) -> None:
    _, hand, _ = ticks_run(keys, 2)
    assert hand.ended


def test_other_keys_do_nothing() -> None:
    held, hand, _ = ticks_run(["x", "\x1b", "\r"], 3)
    assert held == [0, 0, 0]
    assert not hand.held


def test_a_terminal_that_hangs_up_during_a_pause_lets_the_run_go_on() -> None:
    _, hand, shown = ticks_run([" "], 1, hang_up=True)
    assert not hand.held
    assert shown == [True, False]
