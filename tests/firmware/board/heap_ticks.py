"""Feeds an agent recorded ticks over and over and prints what they cost of its heap. Runs under MicroPython only.

    micropython -X heapsize=N heap_ticks.py ROOT FILE MARKS KIND [WORD ...]

ROOT holds `firmware_py`; KIND and the words are those of `firmware_py.board.main`. FILE holds packets from the host, each
behind its length as u16: TICKs, and MAIL before its TICK. They are sent again and again with tick, time and sequence
counts that go on. Prints, after each of MARKS (ticks, comma between): ticks, bytes in use after a collection, bytes
that the agent allocated since the mark before, ticks answered. What this file allocates itself is not in the third.
"""

import gc
import sys

sys.path.insert(0, sys.argv[1])

from firmware_py.board import main
from firmware_py.icd import packets
from firmware_py.wire import packet

PERIOD_NS = 100000000
TICK_IDENT = packets.TO_BOARD | packets.TICK
ROOM = 24576  # [bytes] to measure a tick in without a collection in the middle of it


def next_packet(stream):
    """Return the next packet of the file, from its start again after its end."""
    size = stream.read(2)
    if not size:
        stream.seek(0)
        size = stream.read(2)
    return stream.read(size[0] << 8 | size[1])


def frame(one, count, tick):
    """Return the frame of packet `one` as if it were of `tick`; mail is of the tick before."""
    ident, _, _, service, _, _ = packet.header(one)
    published = tick if ident == TICK_IDENT else max(tick - 1, 0)
    body = published.to_bytes(4, "big") + one[packets.HEADER_BYTES + 4 :]
    return packet.seal(packet.build(ident, count, service, count & 0xFF, tick * PERIOD_NS, body))


def run(agent, stream, marks):
    """Feed ticks up to the last of `marks`; print a line at each."""
    count = tick = spent = answered = 0
    while tick < marks[-1]:
        one = next_packet(stream)
        count += 1
        sent = frame(one, count, tick)
        if gc.mem_free() < ROOM:
            gc.collect()
        before = gc.mem_alloc()
        answer = agent.feed(sent)
        after = gc.mem_alloc()
        if after < before:
            raise MemoryError("a collection in the middle of a tick: a larger heap measures it")
        spent += after - before
        if one[:2] == TICK_IDENT.to_bytes(2, "big"):
            tick += 1
            answered += 1 if answer else 0
            if tick in marks:
                one = sent = answer = None
                gc.collect()
                print(tick, gc.mem_alloc(), spent, answered)
                spent = 0


with open(sys.argv[2], "rb") as recorded:
    run(main.build(sys.argv[4:]), recorded, [int(mark) for mark in sys.argv[3].split(",")])
