"""How much of what one face of a small plate sees is Earth, weighted by the cosine of incidence."""

import math

from sim.kernel import jit


@jit
def nadir(distance_ratio: float) -> float:
    """Return the view factor of a face turned to the Earth's centre: 1 / H^2.

    `distance_ratio` is H, distance from the centre over the Earth's radius, at least 1 (docs/physics.md section 2).
    """
    ratio = max(distance_ratio, 1.0)
    return 1.0 / (ratio * ratio)


@jit
def edge_on(distance_ratio: float) -> float:
    """Return the view factor of a face whose normal is horizontal: (1/pi) (asin(1/H) - sqrt(H^2 - 1)/H^2).

    `distance_ratio` is H as in `nadir`; half the sky at H = 1 (docs/physics.md section 2).
    """
    ratio = max(distance_ratio, 1.0)
    square = ratio * ratio
    return (math.asin(1.0 / ratio) - math.sqrt(square - 1.0) / square) / math.pi
