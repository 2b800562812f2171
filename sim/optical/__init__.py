"""Laser terminals: where the peers are, what light arrives, and what the hardware of four terminals does."""
