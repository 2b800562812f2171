"""The wire: framing, packets, images and tagged state. The same bytes under CPython and MicroPython."""
