"""Scenario files: what a run is, validated at the door."""
