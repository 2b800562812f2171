"""What is asked of the operating system, beside what the system itself says was given."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

#: In a process of its own: the test's own place with the scheduler is nobody's to change.
TOLD = """
import json, os, resource, sys
from hil.pace.priority import realtime

def locked_kb():
    line = next((line for line in open("/proc/self/status") if line.startswith("VmLck")), "VmLck: 0 kB")
    return int(line.split()[1])

def system():
    return [os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK, os.sched_getparam(0).sched_priority, locked_kb()]

def child():
    read, write = os.pipe()
    if os.fork() == 0:
        os.write(write, bytes([os.sched_getscheduler(0) & ~os.SCHED_RESET_ON_FORK]))
        os._exit(0)
    os.wait()
    return os.read(read, 1)[0]

if "lowly" in sys.argv:  # no right to either: root gives up being root
    resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
    resource.setrlimit(resource.RLIMIT_RTPRIO, (0, 0))
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)
before = system()
try:
    with realtime("off" not in sys.argv) as words:
        inside, forked = system(), child()
        if "fails" in sys.argv:
            raise ZeroDivisionError
except ZeroDivisionError:
    pass
print(json.dumps({"words": words, "before": before, "inside": inside, "after": system(), "forked": forked}))
"""
SCHED_OTHER, SCHED_FIFO = 0, 1  # Linux, sched.h


def told(*words: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", TOLD, *words], capture_output=True, text=True, check=True, timeout=60)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("words", [(), ("fails",)])
def test_what_is_said_to_be_given_is_what_the_system_gives_and_it_is_given_back(words: tuple[str, ...]) -> None:
    found = told(*words)
    said = found["words"]["realtime_priority"]
    scheduler, priority, locked_kb = found["inside"]
    if said["scheduler"].startswith("refused"):
        assert scheduler == SCHED_OTHER
    else:
        assert said["scheduler"] == f"SCHED_FIFO {priority}"
        assert (scheduler, priority) == (SCHED_FIFO, 50)
    assert said["memory"].startswith("locked") == (locked_kb > 0)
    assert found["after"] == found["before"] == [SCHED_OTHER, 0, 0]
    assert found["forked"] == SCHED_OTHER  # a board process is no better than any other


def test_a_refusal_is_said_and_stops_nothing() -> None:
    found = told("lowly")
    said = found["words"]["realtime_priority"]
    assert said["scheduler"] == "refused (operation not permitted): ordinary priority"
    assert said["memory"].startswith("refused (")
    assert found["inside"] == found["before"]


def test_nothing_is_asked_for_unasked() -> None:
    found = told("off")
    assert found["words"] == {}
    assert found["inside"] == found["before"] == found["after"]
