"""Laser terminals: four state machines behind one safety gate. Runs on the `laser` board."""
