"""The bench: which boards stand on it, on which ports, and whether the machine lets us at them."""
