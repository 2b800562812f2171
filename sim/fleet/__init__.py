"""Many satellites at once: the leaves of the one-satellite plant, called over lanes with steps of some ten seconds."""
