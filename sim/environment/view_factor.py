"""How much of what one face of a small plate sees is Earth, weighted by the cosine of incidence.

Shares of 0 to 1 for a plate small against its distance and an Earth that is a sphere. Arguments are plain numbers, out
of range they are held at the nearest end; nothing raises. Closed forms of docs/physics.md section 2; against numerical
integration in tests/against/test_view_factors.py.
"""

import math

from sim.kernel import jit


@jit
def nadir(distance_ratio: float) -> float:
    """Return the view factor [1] of a face turned to the Earth's centre: 1 / H^2.

    `distance_ratio` is H [1], distance from the centre over the Earth's radius; below 1 it counts as 1. Source: Howell,
    Catalog of Radiation Heat Transfer Configuration Factors, B-43 with a tilt of 0 (docs/physics.md section 2).
    """
    ratio = max(distance_ratio, 1.0)
    return 1.0 / (ratio * ratio)


@jit
def edge_on(distance_ratio: float) -> float:
    """Return the view factor [1] of a face whose normal is horizontal: (1/pi) (asin(1/H) - sqrt(H^2 - 1)/H^2).

    `distance_ratio` is H [1] as in `nadir`; at H = 1 it is 1/2, half the plate's sky. Source: Howell, B-43 with a tilt
    of 90 deg (docs/physics.md section 2).
    """
    ratio = max(distance_ratio, 1.0)
    square = ratio * ratio
    return (math.asin(1.0 / ratio) - math.sqrt(square - 1.0) / square) / math.pi


@jit
def tilted(distance_ratio: float, tilt_cos: float) -> float:
    """Return the view factor [1] of a face tilted by g from the direction of the Earth's centre, `tilt_cos` = cos g.

    `distance_ratio` is H as in `nadir`. Exact for a small plate and a sphere: cos(g)/H^2 while the whole disc is before
    the face, 0 when none is, else with x = sqrt(H^2 - 1), y = -x cot g
    (1/pi) [(cos g acos y - x sin g sqrt(1 - y^2)) / H^2 + atan(sin g sqrt(1 - y^2) / x)]
    (Source: Howell, Catalog of Radiation Heat Transfer Configuration Factors, B-43; nadir and edge-on are its ends).
    """
    square = max(distance_ratio, 1.0) * max(distance_ratio, 1.0)
    cosine = min(max(tilt_cos, -1.0), 1.0)
    limit = math.sqrt(square - 1.0) / math.sqrt(square)  # sine of the angle between rim and horizontal
    rim = math.sqrt(1.0 / square)
    if cosine >= rim:
        return cosine / square
    if cosine <= -rim:
        return 0.0
    if limit < 1e-6:  # on the ground: half the plate's sky and its cosine
        return 0.5 * (1.0 + cosine)
    x = math.sqrt(square - 1.0)
    sine = math.sqrt(1.0 - cosine * cosine)
    y = min(max(-x * cosine / sine, -1.0), 1.0)
    root = sine * math.sqrt(1.0 - y * y)
    return ((cosine * math.acos(y) - x * root) / square + math.atan(root / x)) / math.pi
