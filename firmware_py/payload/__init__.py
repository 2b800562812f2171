"""Compute supervisor: carries the shed ladder out and guards the junctions. Runs on the `payload` board."""
