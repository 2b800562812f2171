"""What falls on the satellite from outside: sunlight, sunlight off the Earth, the Earth's own infrared."""
