"""The STATE service: the state of the agent in pieces, out and back in. Every request may be repeated."""

from struct import pack, unpack_from

from ..icd import packets
from ..wire import tagged
from ..wire.pieces import Pieces


class StateTransfer:
    """Serves get, put and commit for `owner`, which has `state()` and `restore(list)`."""

    def __init__(self, owner) -> None:
        self._owner = owner
        self._out = Pieces()  # snapshot taken by the last get at offset 0
        self._in = Pieces()  # what puts have brought

    def answer(self, service: int, body: bytes):
        """Return the body of the answer to `body`, or None when the request is not understood. Never raises."""
        if len(body) < 4 or service > packets.STATE_COMMIT:
            return None
        offset = unpack_from(packets.STATE_ASK, body, 0)[0]
        if service == packets.STATE_GET:
            return self._get(offset)
        total = self._put(offset, body[4:]) if service == packets.STATE_PUT else self._commit(offset)
        return pack(packets.STATE_TELL, total, offset)

    def _get(self, offset: int) -> bytes:
        if offset == 0:
            self._out = Pieces()  # the old one goes before the new one is made
            try:
                tagged.dump(self._owner.state(), self._out)
            except MemoryError:  # a board tells what it has room for
                self._out = Pieces()
                return pack(packets.STATE_TELL, packets.STATE_REFUSED, offset)
        piece = self._out.read(offset, packets.STATE_CHUNK)
        return pack(packets.STATE_TELL, len(self._out), offset) + piece

    def _put(self, offset: int, piece: bytes) -> int:
        if offset > len(self._in) or offset + len(piece) > packets.STATE_LIMIT:
            return packets.STATE_REFUSED
        try:
            self._in.cut(offset)
            self._in.extend(piece)
        except MemoryError:  # a board takes what it has room for
            self._in = Pieces()
            return packets.STATE_REFUSED
        return len(self._in)

    def _commit(self, size: int) -> int:
        if size != len(self._in):
            return packets.STATE_REFUSED
        try:
            self._owner.restore(tagged.load(self._in.pieces, size))
        except (ValueError, TypeError, IndexError, KeyError, AttributeError, MemoryError):
            # Whatever bytes came, a board lives on.
            return packets.STATE_REFUSED
        return size
