"""One channel of one board by hand: `hil boards peek` and `hil boards poke`."""
