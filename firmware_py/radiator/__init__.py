"""Radiator: two pumped loops with bypass valves. Runs on the `radiator` board."""
