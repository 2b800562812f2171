"""From physics to raw counts and back: the converters between plant and board."""
