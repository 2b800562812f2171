"""What a board that cannot be told so refuses before it is made."""

from __future__ import annotations

from collections.abc import Sequence

from firmware_py.icd import packets
from hil.errors import ConfigError


def check_host_flown(where: str, parameters: Sequence[tuple[int, float]] | None) -> None:
    """Raise ConfigError when flight software is to be placed on board `where`, for `parameters` are given."""
    if parameters is not None:
        raise ConfigError(where, "flight software on the host", "--place board", "use --place host")


def check_reset_ticks(where: str, reset_ticks: int) -> None:
    """Raise ConfigError for another reset time than the one that is built into board `where`."""
    if reset_ticks != packets.RESET_TICKS:
        raise ConfigError(where, f"{packets.RESET_TICKS} ticks of reset", str(reset_ticks), "leave it")
