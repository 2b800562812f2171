"""Faults of a scenario: what goes wrong, where, when and for how long. A core without I/O."""
