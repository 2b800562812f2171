"""Boards of every kind behind one interface. Kept empty: `python -m hil.board.serve` must start fast."""
