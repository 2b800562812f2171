"""A process and all that it starts, run to its end: when we are not to wait any longer, none of them stays."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress


def run_group(command: Sequence[str], limit_s: float, env: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Run `command` and return its exit code and what it and its children said, on either output.

    Raises subprocess.TimeoutExpired after `limit_s` [s]. Then, and when we are interrupted, the whole group is killed:
    a simulator or a compiler is a process of its own, which would go on.
    """
    with subprocess.Popen(
        command, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, process_group=0,
        text=True, errors="replace",
    ) as process:  # fmt: skip
        try:
            said, _ = process.communicate(timeout=limit_s)
        except BaseException:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode, said
