"""What a test on a Verilog board needs, said when it is not there."""

import pytest

from hil.board.rtl.installed import SIMULATORS, lacking


def needs(simulator: str) -> pytest.MarkDecorator:
    """Skip where `simulator` cannot run, with what was looked for and what installs it."""
    missing = lacking(simulator)
    reason = "; ".join(f"rtl:{simulator} needs {what}, none installed ({advice})" for what, advice in missing)
    return pytest.mark.skipif(bool(missing), reason=reason)


#: Every simulator in turn, skipped where it is not installed.
EACH = [pytest.param(name, marks=needs(name)) for name in SIMULATORS]
