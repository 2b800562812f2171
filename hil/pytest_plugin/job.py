"""One run of pytest as a whole: whether it is a job for hardware, what ran of it, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hil.pytest_plugin.tally import Tally, concerns

if TYPE_CHECKING:
    from hil.pytest_plugin.bench import Bench

NOTHING_RAN = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)


class Job:
    """Hooks that need to know whose reports come in. Under xdist only the controller judges."""

    def __init__(self, config: pytest.Config, bench: Callable[[], Bench]) -> None:
        self._option = config.option
        self._bench = bench
        self._tally = Tally(config.option.hil_replay is not None)

    def is_for_hardware(self) -> bool:
        """Return whether this run was told of real boards, and so has to reach one. HIL_MAP alone does not tell."""
        if self._option.hil_replay is not None:
            return False
        if self._option.hil_require:
            return True
        given = self._option.hil_boards or self._option.hil_map
        return bool(given) and self._bench().has_real

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        """Tell bad usage once and at once, not by every test."""
        option = self._option
        if option.hil_boards or option.hil_map or option.hil_replay is not None:
            self._bench()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Count a test that concerns boards."""
        if concerns(report):
            self._tally.add(report)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail a hardware job in which nothing ran, and write the evidence."""
        if session.config.option.collectonly:
            return
        if not self._tally.ran and session.exitstatus in NOTHING_RAN and self.is_for_hardware():
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        if self._option.hil_record is not None:
            self._tally.write(self._option.hil_record, self._bench(), int(session.exitstatus))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say how many of the hardware tests ran, in a hardware job."""
        if self._option.collectonly or not self.is_for_hardware():
            return
        line = f"{len(self._tally.ran)} of {len(self._tally.asked)} hardware tests ran"
        if self._tally.ran:
            terminalreporter.write_sep("=", line)
        else:
            terminalreporter.write_sep("=", f"{line}: this job has shown nothing, and fails", red=True)
