"""Small pure control parts: clock arithmetic, windows, PI, debounce, ramps, tables."""
