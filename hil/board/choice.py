"""Which boards a run has: a URL for each, what disturbs its line, and the object that speaks to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from firmware_py.icd import boards
from hil.board.avr.board import AvrBoard
from hil.board.inproc import InprocBoard
from hil.board.link import LinkModel
from hil.board.microbit.board import MicrobitBoard
from hil.board.micropython import MicropythonBoard
from hil.board.process import ProcessBoard
from hil.board.replay import ReplayBoard
from hil.board.rtl.board import RtlBoard
from hil.board.rtl.form import form
from hil.board.usb.port import PortBoard
from hil.board.wired import WiredBoard
from hil.board.wiretime import NS_PER_MS, WirePlan, WireTime
from hil.errors import ConfigError
from hil.transport.disturbance import FORM, Disturbance, parse

KINDS = ("inproc", "pty", "mpy", "rtl", "avr", "qemu")  # of simulated boards


def disturbances(chosen: Sequence[str]) -> dict[str, list[Disturbance]]:
    """Return board name to disturbances from `--disturb NAME=SPEC,SPEC`s. Raises ConfigError."""
    plans: dict[str, list[Disturbance]] = {}
    for choice in chosen:
        name, equals, specs = choice.partition("=")
        if not equals or name not in (*boards.NAMES, "all"):
            expected = f"NAME=SPEC with NAME one of {', '.join(boards.NAMES)} or all"
            raise ConfigError("--disturb", expected, choice, f"SPEC is {FORM}")
        for board in boards.NAMES if name == "all" else (name,):
            plans.setdefault(board, []).extend(parse(spec) for spec in specs.split(","))
    return plans


def board_urls(default: str, chosen: Sequence[str]) -> dict[str, str]:
    """Return board name to URL from `--boards KIND` and `--board NAME=URL`s. Raises ConfigError."""
    if default not in KINDS:
        raise ConfigError("--boards", f"one of {', '.join(KINDS)}", default, "name one of them")
    urls, named = dict.fromkeys(boards.NAMES, f"{default}:"), set()
    for choice in chosen:
        name, equals, url = choice.partition("=")
        if not equals or not url or name not in urls:
            raise ConfigError(
                "--board", f"NAME=URL with NAME one of {', '.join(boards.NAMES)}", choice, "write NAME=URL"
            )
        if name in named:
            raise ConfigError("--board", "each board once", f"{name} twice", "leave one of them out")
        named.add(name)
        urls[name] = url
    return urls


def make_board(kind: str, url: str, link: LinkModel | None, chosen: list[tuple[int, float]] | None) -> WiredBoard:
    """Return the board that `url` names, not opened; flight software on it when parameters are `chosen`."""
    if url == "inproc:":
        return InprocBoard(kind, link=link, parameters=chosen)
    if url.startswith("rtl:"):
        return RtlBoard(kind, link=link, parameters=chosen, form=form(url.removeprefix("rtl:")))
    if url.startswith("avr:"):
        return AvrBoard(kind, link=link, parameters=chosen, options=url.removeprefix("avr:"))
    if url == "mpy:":
        return MicropythonBoard(kind, link=link, parameters=chosen)
    if url == "qemu:":
        return MicrobitBoard(kind, link=link, parameters=chosen)
    if url == "pty:":
        return ProcessBoard(kind, link=link, parameters=chosen)
    if url.startswith("replay:"):
        return ReplayBoard(kind, url.removeprefix("replay:"), link=link)
    return PortBoard(kind, url, link=link)


def link_model(seed: int, link: Any, kind: str, period_ms: int) -> LinkModel | None:
    """Return the link model of a board, None when it loses nothing and takes no time: then it costs nothing."""
    plan = _wire_plan(link)
    takes_time = plan != WirePlan()
    if link.tick_loss == link.sample_loss == link.tick_corruption == 0.0 and not takes_time:
        return None
    from sim.streams import stream_key, uniform  # numba, 0.35 s to import: only who draws

    key0, key1 = stream_key(seed, f"link.{kind}")

    def draw(tick: int) -> Sequence[float]:
        return uniform(key0, key1, tick, 0, 0)

    wire = WireTime(plan, draw, period_ms * NS_PER_MS) if takes_time else None
    return LinkModel(draw, link.tick_loss, link.sample_loss, link.tick_corruption, wire)


def _wire_plan(link: Any) -> WirePlan:
    """Return the wire time that the `link` of a scenario asks for."""
    return WirePlan(
        baud=link.baud or 0,
        latency_ns=round(link.latency_ms * NS_PER_MS),
        jitter_ns=round(link.jitter_ms * NS_PER_MS),
        fifo_bytes=link.fifo_bytes or 0,
        service_ns=round(link.fifo_service_ms * NS_PER_MS) if link.fifo_bytes else 0,
        usb_frame_ns=round((link.usb_frame_ms or 0.0) * NS_PER_MS),
    )
