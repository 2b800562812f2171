"""Runs against the host's clock: the pace, what was late, and a person's hand on the run. docs/realtime.md."""
