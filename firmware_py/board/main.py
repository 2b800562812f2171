"""The main loop of a board: bytes from a stream to the agent and back.

Run as `python -m firmware_py.board.main KIND [WORD ...]`, with CPython or MicroPython's unix port, the wire is standard
input and output. On a dev board the same `serve` gets the UART. Words: `flight` places flight software, ID=VALUE sets
one of its parameters, and NAME=VALUE one of `reset_ticks`, `serial`, `firmware` (hex), `mtu`, `window` and `dictionary`
(hex): a board whose floats have single precision may write them otherwise, and so not compute that hash itself.
"""

import select
import sys

from ..icd import packets
from .agent import Agent

_CHUNK = 4096  # [bytes] of a read where memory is no matter
ROOM = 512  # [bytes] of a read on a board: a tick with its mail


def serve(agent, read, write) -> None:
    """Feed `agent` until `read()` returns nothing: the host is gone; then the safe image is in force.

    `read()` blocks until there is at least one byte; `write(data)` takes all of it.
    """
    try:
        while True:
            data = read()
            if not data:
                return
            answer = agent.feed(data)
            if answer:
                write(answer)
    finally:
        agent.safe()


def reader(stream):
    """Return a `read()` for `serve` over a binary stream: whatever is there, at least one byte, b"" at its end.

    Under MicroPython, whose read(n) waits for all n, the stream must not block.
    """
    if hasattr(stream, "read1"):
        return lambda: stream.read1(_CHUNK)
    poll = select.poll()
    poll.register(stream, select.POLLIN)
    room = memoryview(bytearray(ROOM))

    def read() -> bytes:
        while True:
            poll.poll()
            try:
                size = stream.readinto(room)
            except OSError:  # how a PTY tells that nobody has it open any more
                return b""
            if size is not None:  # None: there was nothing after all
                return bytes(room[:size])

    return read


def writer(stream):
    """Return a `write(data)` for `serve` over a binary stream; one that does not block is waited for."""
    if hasattr(stream, "flush"):

        def write_through(data: bytes) -> None:
            stream.write(data)
            stream.flush()

        return write_through
    poll = select.poll()
    poll.register(stream, select.POLLOUT)

    def write(data: bytes) -> None:
        at = 0
        while at < len(data):
            poll.poll()
            at += stream.write(memoryview(data)[at:]) or 0

    return write


def clock():
    """Return a clock [ns] of the machine, None when it has none that is fine enough."""
    import time  # where needed: the agent itself knows no clock

    if hasattr(time, "monotonic_ns"):
        return time.monotonic_ns
    return time.time_ns if hasattr(time, "time_ns") else None


def memory():
    """Return a `memory()` for the agent: heap in use before and after a collection, and free, None under CPython."""
    import gc

    if not hasattr(gc, "mem_alloc"):
        return None

    def told() -> tuple:
        before = gc.mem_alloc()
        gc.collect()
        return before, gc.mem_alloc(), gc.mem_free()

    return told


def build(words: list):
    """Return the agent that `words` describe, KIND first. Raises ValueError on a word that makes no sense."""
    options = {"reset_ticks": "2", "serial": "", "firmware": "00" * 8, "mtu": "250", "window": "", "dictionary": ""}
    flown, chosen = False, []
    for word in words[1:]:
        name, _, value = word.partition("=")
        if word == "flight":
            flown = True
        elif name in options:
            options[name] = value
        else:
            chosen.append((int(name), float(value)))
    mtu = int(options["mtu"])
    if not packets.MTU_LEAST <= mtu <= packets.MTU:
        raise ValueError(f"mtu: expected {packets.MTU_LEAST} to {packets.MTU} bytes, got {mtu}")
    executive = None
    if flown:
        from .. import flight  # where needed: a board without flight software has no memory to spare for it

        executive = flight.build(words[0], chosen)
    return Agent(
        words[0], 1, executive, options["serial"].encode(), bytes.fromhex(options["firmware"]),
        int(options["reset_ticks"]), mtu, int(options["window"]) if options["window"] else None,
        clock(), memory(), bytes.fromhex(options["dictionary"]) if options["dictionary"] else None,
    )  # fmt: skip


def run(agent) -> None:
    """Serve `agent` on standard input and output."""
    serve(agent, reader(sys.stdin.buffer), writer(sys.stdout.buffer))


if __name__ == "__main__":
    run(build(sys.argv[1:]))
