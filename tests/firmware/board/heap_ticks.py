"""Feeds an agent recorded ticks over and over and prints what they cost of its heap. Runs under MicroPython only.

    micropython -X heapsize=N heap_ticks.py ROOT FILE MARKS KIND [WORD ...]

ROOT holds `firmware_py`; KIND and the words are those of `firmware_py.board.main`. FILE holds packets from the host,
each behind its length as u16: TICKs, and MAIL before its TICK. They are sent again and again with tick, time and
sequence counts that go on. Prints, after each of MARKS (ticks, comma between): ticks, bytes in use after a
collection, bytes that the agent allocated in the MEASURED ticks before, how many of those were answered. The first
line is what is in use before the first tick, the agent built. What this file allocates itself is not in the third
column.
"""

import gc
import sys

sys.path.insert(0, sys.argv[1])

from firmware_py.board import main
from firmware_py.icd import packets
from firmware_py.wire import packet

PERIOD_NS = 100000000
TICK_IDENT = packets.TO_BOARD | packets.TICK
MEASURED = 1000  # [ticks] before each mark: to look at a heap costs more than a tick
ROOM = 49152  # [bytes] to measure a tick in without a collection in the middle of it


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


def measured(agent, sent):
    """Return what the agent says to `sent`, and the bytes it allocated for it."""
    if gc.mem_free() < ROOM:
        gc.collect()
    before = gc.mem_alloc()
    answer = agent.feed(sent)
    after = gc.mem_alloc()
    if after < before:
        raise MemoryError("a collection in the middle of a tick: a larger heap measures it")
    return answer, after - before


def up_to(agent, stream, tick, mark, count):
    """Feed ticks from `tick` on before `mark`; return (packets so far, bytes allocated, ticks answered)."""
    spent = answered = 0
    while tick < mark:
        one = next_packet(stream)
        count += 1
        sent = frame(one, count, tick)
        if mark - tick <= MEASURED:
            answer, allocated = measured(agent, sent)
            spent += allocated
        else:
            answer = agent.feed(sent)
        if one[:2] == TICK_IDENT.to_bytes(2, "big"):
            answered += 1 if answer and mark - tick <= MEASURED else 0
            tick += 1
    return count, spent, answered


def tell(tick, spent, answered):
    """Print one line, after a collection."""
    gc.collect()
    print(tick, gc.mem_alloc(), spent, answered)


def main_loop(agent, stream, marks):
    """Feed all ticks and print a line at each mark."""
    tick = count = 0
    tell(0, 0, 0)
    for mark in marks:
        count, spent, answered = up_to(agent, stream, tick, mark, count)
        tick = mark
        tell(tick, spent, answered)


with open(sys.argv[2], "rb") as recorded:
    main_loop(main.build(sys.argv[4:]), recorded, [int(mark) for mark in sys.argv[3].split(",")])
