"""Replay recorded inputs through one executive and print all that leaves it, floats as IEEE hex.

    micropython flight_replay.py CHECKOUT BOARD FILE PERIOD_MS STATE_TICKS      (or python, which must print the same)

FILE holds records of one size, big-endian, one a tick: tick u32, age of the sample u8, sensor image as on the wire,
then for each topic in order a presence byte and the message's fields as i32 (zeros when absent). Prints a line a tick:
tick, kick, CRC-32 of actuators, message and events and, every STATE_TICKS, of every number of the state; a full dump of
the state every 1,000 ticks and at the end.

It runs under MicroPython, so it keeps to that subset.
"""

import binascii
import struct
import sys


def layout(board):
    """Return (record size, sensor format, mail formats) of `board`."""
    from firmware_py.icd import boards, channel, messages, raw

    sensors = raw.struct_format(channel.raw_types(boards.SENSORS[boards.kind_index(board)]))
    mail = [">" + "i" * len(fields) for fields in messages.FIELDS]
    size = 5 + struct.calcsize(sensors) + sum([1 + struct.calcsize(one) for one in mail])
    return size, sensors, mail


def unpack(record, sensors, formats):
    """Return (tick, age, codes, mail) of one record."""
    tick, age = struct.unpack(">IB", record[:5])
    at = 5 + struct.calcsize(sensors)
    codes = struct.unpack(sensors, record[5:at])
    mail = []
    for one in formats:
        end = at + 1 + struct.calcsize(one)
        mail.append(struct.unpack(one, record[at + 1 : end]) if record[at] else None)
        at = end
    return tick, age, codes, mail


def text(value):
    """Return `value` as text in which two floats are equal only when their bits are (all NaN alike)."""
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([text(item) for item in value]) + "]"
    if isinstance(value, float):
        return "nan" if value != value else binascii.hexlify(struct.pack(">d", value)).decode()
    return str(value)


def run(checkout, board, path, period_ms, state_ticks):
    """Replay one file."""
    sys.path.insert(0, checkout)
    from firmware_py import flight

    executive = flight.build(board)
    size, sensors, formats = layout(board)
    with open(path, "rb") as stream:
        record = stream.read(size)
        while len(record) == size:
            tick, age, codes, mail = unpack(record, sensors, formats)
            executive.tick(tick, tick * period_ms, codes, age, mail)
            left = text([executive.actuators, executive.message, executive.events])
            if tick % state_ticks == 0:
                left += text(executive.state())
            print(tick, executive.kick, binascii.crc32(left.encode()))
            if tick % 1000 == 999:
                print(text(executive.state()))
            record = stream.read(size)
    print(text(executive.state()))


if __name__ == "__main__":
    run(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
