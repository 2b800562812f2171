"""What may be written as a port: a path or a pyserial URL, with two options of ours behind a question mark.

`/dev/ttyUSB0?baud=1000000`, `socket://bench:7001?token=WORD`: `baud` [bit/s] and `token` are taken off here, the rest
is left to pyserial.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import unquote

from hil.errors import ConfigError

_OURS = ("baud", "token")
_TOKEN = re.compile(r"(token=)[^\s&]+", re.IGNORECASE)


class PortUrl(NamedTuple):
    """A port as given."""

    address: str  # what pyserial opens, and what is locked
    baud: int | None  # [bit/s], None when not said
    token: str  # what a port server asks for; empty without


def parse(text: str) -> PortUrl:
    """Return the parts of `text`. Raises ConfigError for a baud that is no number."""
    address, mark, query = text.partition("?")
    pairs = [part.partition("=") for part in query.split("&")] if mark else []
    ours = {name: unquote(value) for name, _, value in pairs if name in _OURS}
    left = "&".join("".join(pair) for pair in pairs if pair[0] not in _OURS)
    baud = ours.get("baud")
    if baud is not None and not (baud.isdecimal() and int(baud) > 0):
        raise ConfigError(f"port {without_token(text)}", "a baud in bit/s", repr(baud), "write ?baud=115200")
    return PortUrl(f"{address}?{left}" if left else address, int(baud) if baud else None, ours.get("token", ""))


def without_token(text: str) -> str:
    """Return `text`, which may be a URL or a command line, fit to be shown: a token is nobody's business."""
    return _TOKEN.sub(r"\1***", text)
