"""Boards on an existing serial port."""
