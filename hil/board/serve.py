"""The process of a simulated board: an agent behind a PTY, or a TCP port. `python -m hil.board.serve KIND` prints it.

Light on purpose, since a run starts four of them: flight software, this file and a few standard modules.
"""

from __future__ import annotations

import argparse
import errno
import os
import select
import signal
import sys
import tty
from types import FrameType
from typing import Protocol

from firmware_py.board import main as board_main
from firmware_py.board.agent import Agent
from firmware_py.icd import boards, packets
from hil.board.firmware import firmware_hash
from hil.clock import monotonic_ns

_CHUNK = 4096  # [bytes]


class Pty:
    """A raw PTY whose slave side is the port.

    Hang-up of the host shows only while nobody else has the slave open, and a master whose slave is closed is always
    ready; so we hold the slave ourselves until a host has sent something, then let go.
    """

    def __init__(self) -> None:
        self.master, slave = os.openpty()
        tty.setraw(slave)  # before the name is known to anybody: a cooked port would echo HELLO back
        self.path = os.ttyname(slave)
        self._held: int | None = slave

    def wait_for_host(self, life_line: int | None) -> bool:
        """Block until a host has sent something; False when `life_line` ended first."""
        if self._held is None:
            self._held = os.open(self.path, os.O_RDWR | os.O_NOCTTY)
        poll = select.poll()
        poll.register(self.master, select.POLLIN)
        if life_line is not None:
            poll.register(life_line, select.POLLIN)
        ready = [descriptor for descriptor, _ in poll.poll()]
        if self.master not in ready:
            return False
        os.close(self._held)
        self._held = None
        return True

    def read(self) -> bytes:
        """Return what the host sent, b"" once it has hung up."""
        try:
            return os.read(self.master, _CHUNK)
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            return b""

    def write(self, data: bytes) -> None:
        """Send all of `data`; nobody being there to take it shows at the next read."""
        try:
            while data:
                data = data[os.write(self.master, data) :]
        except OSError as error:
            if error.errno != errno.EIO:
                raise


class Port(Protocol):
    """Where a board is served: a Pty, or a hil.board.tcp.TcpPort."""

    path: str

    def wait_for_host(self, life_line: int | None) -> bool:
        """Block until there is a host; False when `life_line` ended first."""

    def read(self) -> bytes:
        """Return what the host sent, b"" once it has hung up."""

    def write(self, data: bytes) -> None:
        """Send all of `data`."""


def serve(agent: Agent, pty: Port, once: bool) -> None:
    """Serve one host after another; with `once` only one, or none if standard input ends first: our parent is gone."""
    while pty.wait_for_host(sys.stdin.fileno() if once else None):
        board_main.serve(agent, pty.read, pty.write)
        if once:
            return


def main(arguments: list[str] | None = None) -> int:
    """Serve a board until SIGINT or SIGTERM; return the exit code."""
    parser = _parser()
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _end)
    try:
        agent = _agent(options)
        pty = _port(options)
    except ValueError as error:
        parser.error(str(error))
    if options.link:
        try:
            _point(options.link, pty.path)
        except OSError as error:
            parser.error(f"argument --link: expected a free name or a symlink, got {options.link} ({error.strerror})")
    try:
        print(pty.path, flush=True)
        if not options.once:
            asked = "; it asks for the token: add ?token=WORD" if options.tcp and options.token else ""
            print(f"board {options.kind} is served there; Ctrl-C ends it{asked}", flush=True)
        serve(agent, pty, options.once)
    except KeyboardInterrupt:
        pass  # the way a person ends it; `serve` has put the safe image in force
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # our parent is gone: nobody reads the port
    finally:
        if options.link and os.path.islink(options.link) and os.readlink(options.link) == pty.path:
            os.unlink(options.link)
    return 0


def _port(options: argparse.Namespace) -> Port:
    if options.tcp is None:
        return Pty()
    if options.link:
        raise ValueError("argument --link: a TCP port has no path to link to")
    from hil.board.tcp import TcpPort  # where needed, like flight software below

    return TcpPort(options.tcp, options.token)


def _agent(options: argparse.Namespace) -> Agent:
    executive = None
    if options.flight:
        from firmware_py import flight  # where needed: most boards start without, and start faster

        executive = flight.build(options.kind, options.parameter)
    serial = f"pty-{options.kind}".encode()
    reset_ticks = options.reset_ticks
    return Agent(options.kind, 1, executive, serial, firmware_hash(), reset_ticks, clock=monotonic_ns)


def _point(link: str, path: str) -> None:
    """Make `link` a symlink to `path`, in one step: there is never a moment without it. Replaces only a symlink."""
    if os.path.lexists(link) and not os.path.islink(link):
        raise FileExistsError(errno.EEXIST, "it exists and is no symlink")
    fresh = f"{link}.{os.getpid()}"
    os.symlink(path, fresh)
    os.replace(fresh, link)


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
        "--token", metavar="WORD", default=os.environ.get("HIL_TOKEN", ""),
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
    parser.add_argument("--once", action="store_true", help="end with the first host, or with standard input")
    return parser


if __name__ == "__main__":
    sys.exit(main())
