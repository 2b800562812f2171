"""The process of a simulated board: an agent behind a PTY, or a TCP port. `python -m hil.board.serve KIND` prints it.

Light on purpose, since a run starts four of them: flight software, this file and a few standard modules.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Protocol

from firmware_py.board import main as board_main
from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from hil.board.firmware import firmware_hash
from hil.board.names import Names
from hil.board.pty import Pty
from hil.clock import monotonic_ns


class Port(Protocol):
    """Where a board is served: a Pty, or a hil.board.tcp.TcpPort."""

    path: str

    def wait_for_host(self, life_line: int | None) -> bool:
        """Block until there is a host; False when `life_line` ended first."""

    def read(self) -> bytes:
        """Return what the host sent, b"" once it has hung up."""

    def write(self, data: bytes) -> None:
        """Send all of `data`."""


class Replugged(Exception):
    """The board was unplugged and plugged in again: SIGUSR1 says so."""


def serve(make: Callable[[int], Agent], port: Port, owned: bool, moved: Callable[[], Port] | None = None) -> None:
    """Serve one host after another with the board that `make` gives, by its boot counter.

    When `owned`, until standard input ends: our parent is gone. `moved` is where a board that is replugged goes on, as
    one that has had no power; without it replugging is not understood.
    """
    boot = 1
    agent = make(boot)
    while True:
        try:
            if moved is not None:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR1})
            while port.wait_for_host(sys.stdin.fileno() if owned else None):
                board_main.serve(agent, port.read, port.write)
            return
        except Replugged:
            assert moved is not None
            boot += 1
            agent, port = make(boot), moved()


def main(arguments: list[str] | None = None) -> int:
    """Serve a board until SIGINT or SIGTERM; return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    try:
        agent = _agent(options, 1)
        port = _port(options)
    except ValueError as error:
        parser.error(str(error))
    if isinstance(port, Pty):  # before anybody knows the port, and may unplug it
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})
    names = Names(options.kind, options.link, pty=options.tcp is None)
    try:
        try:
            names.point(port.path)
        except OSError as error:
            parser.error(f"argument --link: expected a free name or a symlink, got {options.link} ({error.strerror})")
        print(names.said(port.path), flush=True)
        if not options.owned:
            asked = "; it asks for the token: add ?token=WORD" if options.tcp and _token(options) else ""
            print(f"board {options.kind} is served there; Ctrl-C ends it{asked}", flush=True)
        _serve_plugged(agent, port, options, names)
    except KeyboardInterrupt:
        pass  # the way a person ends it; `serve` has put the safe image in force
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # our parent is gone: nobody reads the port
    finally:
        names.close()
    return 0


def _serve_plugged(first: Agent, port: Port, options: argparse.Namespace, names: Names) -> None:
    """Serve, on a new PTY after each SIGUSR1, which is blocked until it is served."""
    if not isinstance(port, Pty):
        serve(lambda _: first, port, options.owned)
        return
    plugged = port

    def replug(_signal: int, _frame: FrameType | None) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR1})  # until it is served again
        raise Replugged

    def moved() -> Pty:
        nonlocal plugged
        names.unlink()
        fresh = Pty()  # before the old one is closed, so that it gets another number
        plugged.close()
        plugged = fresh
        names.point(fresh.path)
        print(names.said(fresh.path), flush=True)
        return fresh

    signal.signal(signal.SIGUSR1, replug)
    serve(lambda boot: first if boot == 1 else _agent(options, boot), port, options.owned, moved)


def _port(options: argparse.Namespace) -> Port:
    if options.tcp is None:
        if options.token is not None:
            raise ValueError("argument --token: nobody asks for it on a PTY, only with --tcp")
        return Pty()
    if options.link:
        raise ValueError("argument --link: a TCP port has no path to link to")
    from hil.board.tcp import TcpPort  # where needed, like flight software below

    return TcpPort(options.tcp, _token(options))


def _token(options: argparse.Namespace) -> str:
    return os.environ.get("HIL_TOKEN", "") if options.token is None else str(options.token)


def _agent(options: argparse.Namespace, boot: int) -> Agent:
    executive = None
    if options.flight:
        from firmware_py import flight  # where needed: most boards start without, and start faster

        executive = flight.build(options.kind, options.parameter)
    serial = f"pty-{options.kind}".encode()
    reset_ticks = options.reset_ticks
    return Agent(options.kind, boot, executive, serial, firmware_hash(), reset_ticks, clock=monotonic_ns)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def _parameter(text: str) -> tuple[int, float]:
    number, _, value = text.partition("=")
    try:
        return int(number), float(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"expected ID=VALUE, two numbers, got {text!r}") from None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hil boards serve", description="Serve a simulated board on a PTY: the port is printed, Ctrl-C ends it."
    )
    parser.add_argument("kind", choices=boards.NAMES, metavar="KIND", help=", ".join(boards.NAMES))
    parser.add_argument("--link", metavar="PATH", help="symlink to make to the port")
    parser.add_argument(
        "--tcp",
        metavar="HOST:PORT",
        help="serve on the network instead; PORT alone is for this machine only, 0 any free one",
    )
    parser.add_argument(
        "--token", metavar="WORD",
        help="what a host must show with --tcp; needed when others can reach the port; default $HIL_TOKEN",
    )  # fmt: skip
    parser.add_argument("--flight", action="store_true", help="place flight software on the board")
    parser.add_argument(
        "--parameter", action="append", default=[], type=_parameter, metavar="ID=VALUE",
        help="flight parameter, id as in docs/icd.md; with --flight; repeatable",
    )  # fmt: skip
    parser.add_argument(
        "--reset-ticks",
        metavar="N",
        type=int,
        default=packets.RESET_TICKS,
        help="ticks of silence in a reset, default %(default)s",
    )
    parser.add_argument("--owned", action="store_true", help="end with standard input")
    return parser


if __name__ == "__main__":
    sys.exit(main())
