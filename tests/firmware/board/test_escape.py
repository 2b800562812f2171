"""The way out of the wire: what leads to the prompt, and that nothing a host sends does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_py.board.escape import ESCAPE, Escape
from firmware_py.wire import packet

TO_BOARD = 0x1800  # docs/wire.md: the first two bytes of every packet to a board, less its APID


def leads_out(data: bytes) -> int | None:
    """Return behind how many bytes of `data` the prompt is asked for, None when never."""
    escape = Escape()
    return next((place for place, byte in enumerate(data, 1) if escape.take(byte)), None)


@pytest.mark.parametrize("before", [b"", b"\r\x02", b"\0", b"half a frame\0", b"\r\x01\r", b"\0\x03\x03\0"])
def test_eight_ctrl_c_lead_to_the_prompt(before: bytes) -> None:
    assert leads_out(before + b"\x03" * 8 + b"\r\x02") == len(before) + 8


def test_a_tool_that_tries_again_and_again_gets_there() -> None:
    assert leads_out(b"\r\x03\r\x01" * 20) == 4 * 7 + 2


@pytest.mark.parametrize("data", [b"\0" + b"\x03" * 7, b"\x03" * 7 + b"\0\x03", b"x" + b"\x03" * 300, b"\0 \x03\x03"])
def test_fewer_or_within_a_frame_do_not(data: bytes) -> None:
    assert leads_out(data) is None


@given(st.binary())
def test_what_a_host_sends_leads_out_at_its_last_byte_whatever_came_before(before: bytes) -> None:
    if leads_out(before) is None:
        assert leads_out(before + ESCAPE + b"\r\x02") == len(before + ESCAPE)


@given(
    st.lists(
        st.tuples(
            st.integers(0, 0x7FF), st.sampled_from((0, 1, 3, 0x0303)), st.sampled_from((0, 3)),
            st.sampled_from((0, 3, 0x0303030303030303)), st.text("\0\1\2\3\r", max_size=230),
        ),
        max_size=20,
    )
)  # fmt: skip
def test_no_packet_to_a_board_does(sent: list[tuple[int, int, int, int, str]]) -> None:
    frames = [
        packet.seal(packet.build(TO_BOARD | apid, count, 3, link, time_ns, body.encode()))
        for apid, count, link, time_ns, body in sent
    ]
    assert leads_out(b"".join(frames)) is None
