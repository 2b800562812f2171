"""The electrical system: solar array with its regulators, battery, 800 V bus, load feeds, energy books."""
