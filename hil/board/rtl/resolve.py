"""Which bit of which register of a Verilog board a fault means: as written, or drawn by seed."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from hil.board.rtl.register import Register
from hil.board.rtl.signal import SignalFault
from hil.errors import ConfigError


def resolve(
    faults: Sequence[SignalFault], registers: Mapping[str, Register], seed: int, board: str
) -> list[SignalFault]:
    """Return `faults` with every flip at one bit: what is left open is drawn by `seed`, board and place in the list.

    Raises ConfigError for a register that there is none of, or a bit that it has not.
    """
    if not faults:
        return []
    from sim.streams import stream_key, uniform  # numba, 0.35 s to import: only who draws

    keys = stream_key(seed, f"signal.{board}")
    return [
        _resolved(fault, registers, uniform(*keys, number, 0, 0)[0]) if fault.kind == "flip" else fault
        for number, fault in enumerate(faults)
    ]


def _resolved(fault: SignalFault, registers: Mapping[str, Register], share: float) -> SignalFault:
    """Return `fault` at one bit, the bit at `share` of all that it leaves open."""
    names = sorted(name for name in registers if fnmatchcase(name, fault.target))
    if not names:
        raise ConfigError(
            f"{fault.text}: a register", "one of the board's", f"`{fault.target}`", _advice(fault.target, registers)
        )
    if len(names) > 1 and fault.places:
        raise _no_such_bit(fault, "no bit of several registers: it is drawn")
    at = int(share * sum(registers[name].size for name in names))
    for name in names:
        if at < registers[name].size:
            return fault._replace(target=name, places=_places(fault, registers[name], at, share))
        at -= registers[name].size
    raise AssertionError("a share is less than 1")


def _places(fault: SignalFault, register: Register, at: int, share: float) -> tuple[int, ...]:
    """Return word and bit, or the bit alone where there are no words; `at` counts the flip-flops of `register`."""
    given, bits = fault.places, register.bits
    limits = (register.words, bits) if register.words else (bits,)
    if len(given) > len(limits) or any(place >= limit for place, limit in zip(given, limits, strict=False)):
        shape = f"{register.words} words of {bits} bits" if register.words else f"{bits} bit{'s' * (bits > 1)}"
        raise _no_such_bit(fault, f"within {shape}, from [0] on")
    if len(given) == len(limits):
        return given
    if given:  # the word is given, its bit is not
        return (*given, int(share * bits))
    return (at // bits, at % bits) if register.words else (at,)


def _no_such_bit(fault: SignalFault, expected: str) -> ConfigError:
    got = "".join(f"[{place}]" for place in fault.places)
    return ConfigError(f"{fault.text}: a bit of {fault.target}", expected, got, "see `hil boards registers`")


def _advice(name: str, registers: Mapping[str, Register]) -> str:
    """Return what to write instead of `name`: the nearest, and all that its block or the board has."""
    near = difflib.get_close_matches(name, registers, n=1, cutoff=0.3)
    tail = [one for one in registers if one.rpartition(".")[2] == name.rpartition(".")[2]]
    meant = (tail or near)[:1]
    block = [one for one in sorted(registers) if meant and one.startswith(meant[0].rpartition(".")[0] + ".")]
    first = f"did you mean `{meant[0]}`? Its block has {', '.join(block)}; " if meant else ""
    return f"{first}`hil boards registers KIND` lists all"
