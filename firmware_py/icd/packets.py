"""Packets of the wire: APIDs, services, flags, layouts and the hashes of HELLO. docs/wire.md says what they mean."""

import hashlib

from . import boards

PROTOCOL_MAJOR = 1
PROTOCOL_MINOR = 1

# APIDs of the link packets
HELLO = 0x7E0
TICK = 0x7E1
SAMPLE = 0x7E2
COMMAND = 0x7E3
STATE = 0x7E4
EVENT = 0x7E5
CLOCK = 0x7E6
FAULT = 0x7E7
MAIL = 0x7E8
CREDIT = 0x7E9

TO_BOARD = 0x1800  # first two bytes less the APID: version 0, type 1, secondary header
FROM_BOARD = 0x0800  # the same, type 0
APID_MASK = 0x7FF
# sequence flags of the space packet, in the upper two bits of its sequence control
UNSEGMENTED = 0xC000
FIRST = 0x4000
MIDDLE = 0x0000
LAST = 0x8000
COUNT_MASK = 0x3FFF

# services
HELLO_ASK = 0
HELLO_TELL = 1
COMMAND_ASK = 0
COMMAND_TELL = 1
STATE_GET = 0
STATE_PUT = 1
STATE_COMMIT = 2
CLOCK_ASK = 0
CLOCK_TELL = 1

# flags
TICK_IMAGE = 1
TICK_QUIET = 2
SAMPLE_SAFE = 1
SAMPLE_RESETTING = 2
SAMPLE_GAP = 4
FEATURE_FLIGHT = 1
FEATURE_STATE = 2
FEATURE_COMMAND = 4
FEATURE_CREDIT = 8  # says what it has room for; the host waits for it
FEATURE_CLOCK = 16
FEATURE_PHYSICAL = 32  # sensors are its own converters on real wires: outside the equality class

# COMMAND codes and status
NOOP = 0
RESET = 1
SAFE = 2
SET_PARAMETER = 3
COUNTERS = 4
MEMORY = 5
DONE = 0
UNKNOWN_CODE = 1
BAD_ARGUMENT = 2

# layouts; the packet header is the space packet's primary and secondary header
HEADER = ">HHHBBQ"  # ident, sequence control, data length, service, link sequence, board time [ns]
HEADER_BYTES = 16
CRC_BYTES = 4
MTU = 250  # [bytes] packet with CRC, at most
MTU_LEAST = 64  # [bytes] what every board takes: HELLO is as long as that
TICK_HEAD = ">IBB"  # tick, kick, flags
TICK_HEAD_BYTES = 6
SAMPLE_HEAD = ">IBBHHBB"  # tick, flags, gap, boot, errors, silence, spare
SAMPLE_HEAD_BYTES = 12
# major, minor, kind, reset_ticks, boot, mtu, depth, watchdog, features, dictionary and firmware hash, serial
HELLO_BODY = ">BBBBHHBBH8s8s16s"
HELLO_BYTES = 44
STATE_ASK = ">I"  # offset
STATE_TELL = ">II"  # total, offset
STATE_CHUNK = 216  # [bytes] of state in one packet, at most
STATE_LIMIT = 65536  # [bytes] of state a board takes
STATE_REFUSED = 0xFFFFFFFF  # total in the answer to a put or commit that was not taken
EVENT_BODY = ">IHii"  # tick, event, p1, p2
MAIL_HEAD = ">I"  # tick of publication
PARAMETER = ">Hd"  # id, value
CLOCK_TELL_BODY = ">QQQ"  # t1 as asked, t2 at reception, t3 at transmission, all [ns]
MEMORY_BODY = ">III"  # [bytes] of heap in use before and after a collection, and free
CREDIT_BODY = ">HHH"  # APID and sequence count of the packet taken, free bytes
COUNTERS_BODY = ">IIIIIII"  # packets taken, bad COBS, length, CRC, rejected, gaps in sequence, packets sent

ANSWER_DEPTH = 16  # COMMAND answers a board keeps
WATCHDOG_TICKS = 20
RESET_TICKS = 2


def dictionary_lines(kind: int):
    """Yield the canonical text of the channel tables of board `kind`, line by line: its name, sensors, actuators.

    Only what changes the meaning of the wire is in it: name, unit, raw type, scale, offset, range, sampling, safe
    value. The words are not. Floats are written as the shortest text that reads back the same.
    """
    yield boards.NAMES[kind] + "\n"
    for title, table in (("sensor", boards.SENSORS[kind]), ("actuator", boards.ACTUATORS[kind])):
        for row in table:
            cells = [repr(float(cell)) if isinstance(cell, (int, float)) else cell for cell in row[:8]]
            yield title + "\t" + "\t".join(cells) + "\n"


def dictionary_hash(kind: int) -> bytes:
    """Return the first 8 bytes of the SHA-256 of the lines of `dictionary_lines(kind)`."""
    digest = hashlib.sha256()
    for line in dictionary_lines(kind):  # one by one: a board in use has no room left for all of them in one piece
        digest.update(line.encode())
    return digest.digest()[:8]


def firmware_hash(sources: list) -> bytes:
    """Return 8 bytes over `sources`, a list of (path as bytes, content as bytes) in the order of their paths.

    A board knows this as a constant given to it; whoever builds the board computes it.
    """
    digest = hashlib.sha256()
    for path, content in sources:
        digest.update(path + b"\x00" + hashlib.sha256(content).digest())
    return digest.digest()[:8]
