"""Piecewise-linear tables."""


def interpolate(xs: tuple, ys: tuple, x: float) -> float:
    """Return y at `x` from the points (xs, ys), xs rising; held flat beyond the ends; NaN in gives NaN."""
    if x != x:
        return x
    if x <= xs[0]:
        return ys[0]
    for i in range(1, len(xs)):
        if x < xs[i]:
            return ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / (xs[i] - xs[i - 1])
    return ys[-1]
