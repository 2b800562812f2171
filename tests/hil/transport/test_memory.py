"""The memory transport keeps the contract of transports."""

import pytest

from firmware_py.board.agent import Agent
from firmware_py.wire import image
from hil.board.session import Session
from hil.clock import Deadline
from hil.errors import PortLost
from hil.transport.memory import MemoryTransport


def test_the_answer_is_there_and_then_nothing_can_come() -> None:
    agent, session = Agent("eps"), Session("eps")
    port = MemoryTransport(agent)
    port.write(session.tick_frame(0, 0, 0, bytes(image.SENSOR_BYTES[0]), bytes(8)))
    session.receive(port.read(Deadline(0.0)))
    assert session.take_sample(0) is not None
    with pytest.raises(PortLost):
        port.read(Deadline(0.0))


def test_closing_makes_the_agent_safe() -> None:
    agent, session = Agent("eps"), Session("eps")
    port = MemoryTransport(agent)
    port.write(session.tick_frame(0, 0, 0, bytes(image.SENSOR_BYTES[0]), bytes(8)))
    assert agent.actuators() == bytes(8)
    port.close()
    port.close()
    assert agent.actuators() == image.SAFE[0]
    with pytest.raises(PortLost):
        port.write(b"")
