"""Feeds recorded frames to an agent and prints its answers in hex. Runs under CPython and MicroPython alike.

Usage: feed_agent.py ROOT KIND PLACED < frames, one in hex a line.
"""

import sys

sys.path.insert(0, sys.argv[1])

from firmware_py import flight
from firmware_py.board.agent import Agent

executive = flight.build(sys.argv[2]) if sys.argv[3] == "board" else None
agent = Agent(sys.argv[2], executive=executive)
for line in sys.stdin:
    print(agent.feed(bytes.fromhex(line.strip())).hex())
