"""The token of a port server: one line from the host, one line back, before the first byte of the board.

It keeps a colleague off a board that is in use and a stranger off an open port. It is no encryption: who can read the
network reads the token.
"""

from __future__ import annotations

import hmac

from hil.clock import Deadline
from hil.errors import PortBusy, PortLost, PortMissing
from hil.transport.base import Transport

GRANTED = b"token ok\n"
REFUSED = b"token refused\n"
BUSY = b"busy: held by "  # then who holds it, and the end of the line
ANSWER_S = 2.0  # [s] for either line
LONGEST = 200  # [bytes] of a line


def line(token: str) -> bytes:
    """Return what the host sends first."""
    return b"token " + token.encode() + b"\n"


def may_begin(said: bytes) -> bool:
    """Return whether `said` may be the beginning of a host's line."""
    return said[:6] == b"token "[: len(said)]


def fits(said: bytes, token: str) -> bool:
    """Return whether `said` is the line of `token`; takes as long for a near miss as for a far one."""
    return hmac.compare_digest(said, line(token))


def turned_away(name: str, heard: bytes) -> None:
    """Raise PortBusy when `heard` of port `name` begins with a server's word that another host is there."""
    if heard.startswith(BUSY) and heard.endswith(b"\n"):
        raise PortBusy(name, heard[len(BUSY) :].decode("ascii", "replace").strip())


def wanted(name: str, heard: bytes) -> None:
    """Raise PortMissing when `heard` of port `name`, opened without a token, is a server's word that it wants one."""
    if heard == REFUSED:
        got = "a refusal"
        raise PortMissing(f"port {name}", "to be let in without a token", got, "add its token: ?token=WORD")


def present(transport: Transport, token: str) -> None:
    """Send `token` and see it granted. Raises PortMissing or PortBusy."""
    deadline = Deadline(ANSWER_S)
    said = b""
    try:
        transport.write(line(token))
        while not said.endswith(b"\n") and not deadline.expired:
            said += transport.read(deadline)
    except PortLost as error:
        said = said or error.got.encode()
    turned_away(transport.name, said)
    if said != GRANTED:
        got = "a refusal" if said == REFUSED else repr(said.decode("ascii", "replace")) if said else "silence"
        remedy = "compare it with the --token of `hil boards serve --tcp`; a server without one wants none"
        raise PortMissing(f"port {transport.name}", "the token granted", got, remedy)
