"""Two runs beside each other: where they part, and a recorded run flown again."""
