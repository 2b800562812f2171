"""A BBC micro:bit with its real MicroPython, emulated by QEMU: upload, line, board."""
