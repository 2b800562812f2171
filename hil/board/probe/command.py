"""`hil boards peek` and `hil boards poke`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from firmware_py.icd import boards, channel
from hil.board.base import Sample
from hil.board.probe.channel import Channel, find
from hil.clock import NS_PER_S, monotonic_ns, sleep_until
from hil.errors import ConfigError
from hil.interrupt import Interrupt
from hil.transport.url import without_token

if TYPE_CHECKING:
    from hil.board.probe.session import Probe

TICK_MS = 100
UrlArgument = Annotated[
    str, typer.Argument(metavar="URL", help="device path, socket://, rfc2217://; or pty:eps, inproc:eps")
]
ChannelArgument = Annotated[str, typer.Argument(metavar="CHANNEL", help="its name, as in docs/icd.md")]
KindOption = Annotated[str | None, typer.Option(help=f"{', '.join(boards.NAMES)}; else the board is asked")]


def add_to(app: typer.Typer) -> None:
    """Hook the commands in."""
    app.command()(peek)
    app.command(context_settings={"ignore_unknown_options": True})(poke)  # -5 is a value


def peek(url: UrlArgument, name: ChannelArgument, kind: KindOption = None) -> None:
    """Read one channel of a board by hand.

    A sensor as the board measures it; an actuator as it is in force. It begins a session, so the board starts from its
    safe image, and takes the port for itself: not while a run is on.
    """
    with _probe(url, kind) as probe:
        chosen = find(probe.kind, name)
        sample = probe.tick()
        _print_head(probe, url, chosen)
        _print_now(probe, chosen, sample)
        if chosen.sensor and not probe.physical:
            print("note      this board measures what the host tells it, and a peek tells it nothing: see `poke`")


def poke(
    url: UrlArgument,
    name: ChannelArgument,
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="in the channel's unit; 0x and 0b for masks; `invalid` for a sensor")
    ],
    kind: KindOption = None,
    hold: Annotated[float, typer.Option(metavar="SECONDS", min=0.0, help="keep it so long; Ctrl-C ends it")] = 0.0,
) -> None:
    """Set one channel of a board by hand: command an actuator, or set what a sensor is to measure.

    A command does not outlive the link: the board is told to go safe before this ends, and does so by itself when its
    link or its host dies. --hold keeps it for a while. All other actuators have their safe values.
    """
    interrupt = Interrupt()
    with _probe(url, kind) as probe:
        chosen = find(probe.kind, name)
        count = chosen.parsed(value)
        if chosen.sensor and probe.physical:
            raise ConfigError(
                f"channel {name}", "a board that is told what to measure", "one that measures real wires",
                "apply the signal to its pin, and `peek`",
            )  # fmt: skip
        probe.set(chosen, count)
        sample = probe.tick()
        _print_head(probe, url, chosen)
        print(f"set       {chosen.told(count)} (raw {count})")
        _print_now(probe, chosen, sample)
        if hold > 0.0:
            _hold(probe, chosen, hold, interrupt)
    if not chosen.sensor:
        safe = channel.to_raw(chosen.row, chosen.row[channel.SAFE])
        print(f"after     {chosen.told(safe)}: the board was told to go safe, for a command does not outlive its link")


def _probe(url: str, kind: str | None) -> Probe:
    if kind is not None and kind not in boards.NAMES:
        raise ConfigError("--kind", " or ".join(boards.NAMES), kind, "name one of them, or leave it out")
    from hil.board.probe.session import Probe, board_at  # where needed: it brings half the host with it

    return Probe(board_at(url, kind))


def _hold(probe: Probe, chosen: Channel, seconds: float, interrupt: Interrupt) -> None:
    """Tick on for `seconds` [s] or until an end is asked for; say so when what is read changes."""
    print(f"hold      for {seconds:g} s, ten ticks a second; Ctrl-C ends it", flush=True)
    start_ns, ticks, last = monotonic_ns(), 0, None
    end_ns = start_ns + round(seconds * NS_PER_S)
    while not interrupt.asked():
        due_ns = start_ns + (ticks + 1) * TICK_MS * 1_000_000
        if due_ns > end_ns:
            sleep_until(end_ns)
            break
        sleep_until(due_ns)
        count = probe.count(chosen, probe.tick())
        ticks += 1
        if last is not None and count != last:
            print(f"          {ticks * TICK_MS / 1000:g} s: {chosen.told(count)} (raw {count})", flush=True)
        last = count
    print(f"held      {ticks} ticks")


def _print_head(probe: Probe, url: str, chosen: Channel) -> None:
    serial = f", serial {probe.hello.serial}" if probe.hello.serial else ""
    print(f"board     {probe.board.kind} at {without_token(url)}{serial}")
    print(f"channel   {chosen.name}: {chosen.row[channel.TEXT]}")
    print(f"range     {chosen.range()}")


def _print_now(probe: Probe, chosen: Channel, sample: Sample) -> None:
    count = probe.count(chosen, sample)
    print(f"{'measured' if chosen.sensor else 'in force':9} {chosen.told(count)} (raw {count})", flush=True)
