"""`make bench`: how fast ours is, beside others in the same run. Prints; gates nothing.

    python -m tests.bench [ROOM ...] [--runs N] [--duration S]

Rooms: run (whole `hil run` processes and the exchange over a PTY), boards (every kind of board beside a bare echo,
and frames lost over a PTY), tick (a tick by part), plant (one satellite beside Basilisk), fleet (many satellites,
cost and memory as N grows), peers (sgp4 and numpy as many), rtl (the Verilog board beside its own loop without
Python, a run on four of them). Default: all of them. Ratios are taken within one run of this script, repetitions in
turn: machines differ, ratios less so.
"""

from __future__ import annotations

import argparse

ROOMS = ("run", "boards", "tick", "plant", "fleet", "peers", "rtl")


def main() -> None:
    """Run the rooms asked for."""
    parser = argparse.ArgumentParser(prog="make bench", description="speeds, beside others where they are installed")
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"some of {', '.join(ROOMS)}; default all")
    parser.add_argument("--runs", type=int, default=5, help="repetitions, of which the median is printed")
    parser.add_argument("--duration", type=float, default=5801.0, help="simulated seconds of a run")
    parser.add_argument("--largest", type=int, default=1_000_000, help="satellites of the largest fleet")
    parser.add_argument("--frames", type=int, default=1_000_000, help="frames over a PTY of which none may be lost")
    options = parser.parse_args()
    unknown = [room for room in options.rooms if room not in ROOMS]
    if unknown:
        parser.error(f"no room {', '.join(unknown)}; there are {', '.join(ROOMS)}")
    for room in ROOMS:
        if not options.rooms or room in options.rooms:
            print(f"-- {room}")
            _run(room, options)


def _run(room: str, options: argparse.Namespace) -> None:
    """Run one room; what it imports is imported only now."""
    if room == "run":
        from . import run

        run.exchange(options.runs)
        for kind in ("inproc", "pty"):
            run.whole_runs(kind, options.runs, options.duration)
    elif room == "boards":
        from . import boards

        boards.every_kind(options.runs)
        boards.lost(options.frames)
    elif room == "tick":
        from . import tick

        tick.tick_parts()
    elif room == "plant":
        from . import plant

        plant.beside_basilisk(options.runs)
    elif room == "fleet":
        from . import fleet

        fleet.cost(options.runs, options.largest)
    elif room == "rtl":
        from . import rtl

        rtl.beside_its_loop(options.runs)
    else:
        from . import peers

        peers.many(options.runs)


if __name__ == "__main__":
    main()
