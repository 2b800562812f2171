"""Which boards a run has: a URL for each, what disturbs its line, and the object that speaks to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from firmware_py.icd import boards
from hil.board.inproc import InprocBoard
from hil.board.link import LinkModel
from hil.board.microbit.board import MicrobitBoard
from hil.board.micropython import MicropythonBoard
from hil.board.process import ProcessBoard
from hil.board.replay import ReplayBoard
from hil.board.rtl.board import RtlBoard
from hil.board.usb.port import PortBoard
from hil.board.wired import WiredBoard
from hil.errors import ConfigError
from hil.transport.disturbance import FORM, Disturbance, parse
from sim.streams import stream_key, uniform

KINDS = ("inproc", "pty", "mpy", "rtl", "qemu")  # of simulated boards


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
    urls = dict.fromkeys(boards.NAMES, f"{default}:")
    for choice in chosen:
        name, equals, url = choice.partition("=")
        if not equals or not url or name not in urls:
            raise ConfigError(
                "--board", f"NAME=URL with NAME one of {', '.join(boards.NAMES)}", choice, "write NAME=URL"
            )
        urls[name] = url
    return urls


def make_board(kind: str, url: str, link: LinkModel | None, chosen: list[tuple[int, float]] | None) -> WiredBoard:
    """Return the board that `url` names, not opened; flight software on it when parameters are `chosen`."""
    if url == "inproc:":
        return InprocBoard(kind, link=link, parameters=chosen)
    if url.startswith("rtl:"):
        return RtlBoard(kind, link=link, parameters=chosen, simulator=url.removeprefix("rtl:") or "icarus")
    if url == "mpy:":
        return MicropythonBoard(kind, link=link, parameters=chosen)
    if url == "qemu:":
        return MicrobitBoard(kind, link=link, parameters=chosen)
    if url == "pty:":
        return ProcessBoard(kind, link=link, parameters=chosen)
    if url.startswith("replay:"):
        return ReplayBoard(kind, url.removeprefix("replay:"), link=link)
    return PortBoard(kind, url, link=link)


def link_model(seed: int, link: Any, kind: str) -> LinkModel | None:
    """Return the link model of a board, None when it loses nothing: then it costs nothing."""
    if link.tick_loss == link.sample_loss == link.tick_corruption == 0.0:
        return None
    key0, key1 = stream_key(seed, f"link.{kind}")
    return LinkModel(
        lambda tick: uniform(key0, key1, tick, 0, 0), link.tick_loss, link.sample_loss, link.tick_corruption
    )
