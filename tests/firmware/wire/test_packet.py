"""Link packets against spacepackets, zlib and the `cobs` package."""

import zlib

import pytest
from cobs import cobs as oracle
from hypothesis import given
from hypothesis import strategies as st
from spacepackets.ccsds.spacepacket import PacketType, SequenceFlags, SpHeader

from firmware_py.wire import packet


@given(
    st.sampled_from([PacketType.TC, PacketType.TM]),
    st.integers(0, 0x7FF),
    st.integers(0, 0x3FFF),
    st.integers(0, 255),
    st.integers(0, 255),
    st.integers(0, 2**64 - 1),
    st.binary(max_size=230),
)
def test_build_and_seal(
    direction: PacketType, apid: int, count: int, service: int, link: int, time_ns: int, body: bytes
) -> None:
    ident = (0x1000 if direction == PacketType.TC else 0) | 0x0800 | apid
    built = packet.build(ident, count, service, link, time_ns, body)
    primary = SpHeader(
        packet_type=direction,
        apid=apid,
        seq_count=count,
        data_len=10 + len(body) + 4 - 1,
        sec_header_flag=True,
        seq_flags=SequenceFlags.UNSEGMENTED,
    )
    secondary = bytes((service, link)) + time_ns.to_bytes(8, "big")
    assert built == bytes(primary.pack()) + secondary + body
    assert packet.apid(built) == apid
    assert packet.header(built)[3:] == (service, link, time_ns)
    crc = zlib.crc32(built).to_bytes(4, "big")
    assert packet.seal(built) == oracle.encode(built + crc) + b"\0"


def test_the_count_is_taken_modulo_fourteen_bits() -> None:
    assert packet.build(0x0FE2, 0x4001, 0, 0, 0, b"") == packet.build(0x0FE2, 1, 0, 0, 0, b"")


def test_a_packet_of_more_than_250_bytes_with_its_crc_is_refused() -> None:
    assert len(packet.seal(bytes(246))) == 252
    with pytest.raises(ValueError, match="251"):
        packet.seal(bytes(247))
