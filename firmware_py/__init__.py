"""Flight software of Everdawn: dictionary, wire, control, services, modules, executive, board agent.

Everything here runs unchanged under CPython and MicroPython: relative imports, builtin types, no clock, no I/O
outside `board/`.
"""
