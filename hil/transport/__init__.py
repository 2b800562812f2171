"""Bytes to and from a board, by whatever carries them."""
