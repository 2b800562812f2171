"""The main loop of a board: bytes from a stream to the agent and back.

Run as `python -m firmware_py.board.main KIND [flight]`, with CPython or MicroPython's unix port, the wire is standard
input and output. On a dev board the same `serve` gets the UART.
"""

import select
import sys

from .agent import Agent

_CHUNK = 4096  # [bytes]


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
    """Return a `read()` for `serve` over a binary stream: whatever is there, at least one byte, b"" at its end."""
    if hasattr(stream, "read1"):
        return lambda: stream.read1(_CHUNK)
    poll = select.poll()  # MicroPython's read(n) waits for all n
    poll.register(stream, select.POLLIN)

    def read() -> bytes:
        data = stream.read(1)
        while data and poll.poll(0):
            more = stream.read(1)
            if not more:
                return data
            data += more
        return data

    return read


def writer(stream):
    """Return a `write(data)` for `serve` over a binary stream that buffers."""

    def write(data: bytes) -> None:
        stream.write(data)
        stream.flush()

    return write


def main(arguments: list) -> None:
    """Serve one board on standard input and output; `arguments` are KIND and, to place it here, `flight`."""
    executive = None
    if "flight" in arguments[1:]:
        from .. import flight  # where needed: a board without flight software has no memory to spare for it

        executive = flight.build(arguments[0])
    serve(Agent(arguments[0], executive=executive), reader(sys.stdin.buffer), writer(sys.stdout.buffer))


if __name__ == "__main__":
    main(sys.argv[1:])
