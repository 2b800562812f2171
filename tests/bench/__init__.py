"""Speeds, printed and never asserted: `make bench`."""
