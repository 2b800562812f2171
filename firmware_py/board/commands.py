"""What the COMMAND codes of a board do. That each happens once is the answer store's business."""

from struct import pack, unpack

from ..icd import packets

_LONGEST_RESULT = packets.MTU - packets.HEADER_BYTES - packets.CRC_BYTES - 2  # [bytes] beside code and status


def execute(board, flight, code: int, argument: bytes) -> tuple:
    """Carry out `code` on `board` (`safe()`, `counters()`, `memory()`); return (status, result).

    `flight` is the place of flight software on the board, or None. RESET itself is left to the caller.
    """
    if code == packets.NOOP and len(argument) <= _LONGEST_RESULT:
        return packets.DONE, argument
    if code == packets.SET_PARAMETER:
        return _set_parameter(flight, argument), b""
    if code > packets.MEMORY or (code == packets.MEMORY and board.memory is None):
        return packets.UNKNOWN_CODE, b""
    if argument:  # the others take none, NOOP no longer one than fits
        return packets.BAD_ARGUMENT, b""
    if code == packets.COUNTERS:
        return packets.DONE, board.counters()
    if code == packets.MEMORY:
        return packets.DONE, pack(packets.MEMORY_BODY, *board.memory())
    if code == packets.SAFE:
        board.safe()
    return packets.DONE, b""


def _set_parameter(flight, argument: bytes) -> int:
    if flight is None:
        return packets.UNKNOWN_CODE
    if len(argument) != 10 or not flight.set_parameter(*unpack(packets.PARAMETER, argument)):
        return packets.BAD_ARGUMENT
    return packets.DONE
