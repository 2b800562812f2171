"""The host simulator: physics of one satellite, written once as small functions that numba compiles."""
