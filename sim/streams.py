"""Random numbers by purpose: Philox4x32-10, keyed by seed and stream name, indexed by tick, lane and block.

Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011). There is no state: the draw of a
tick is computed from its index, so a restored run goes on as the first did, and a new stream shifts no other.
Integers are int64 in compiled code and unbounded in plain Python: a product of two words may wrap the first,
but its low 64 bits, all that is used, are the same.
"""

import hashlib
import math

from sim.kernel import jit

_WORD = 0xFFFFFFFF
LAST_SEED = 0xFFFFFFFFFFFFFFFF
_MULTIPLIER_0 = 0xD2511F53  # Random123, PHILOX_M4x32_0
_MULTIPLIER_1 = 0xCD9E8D57  # PHILOX_M4x32_1
_WEYL_0 = 0x9E3779B9  # PHILOX_W32_0, golden ratio
_WEYL_1 = 0xBB67AE85  # PHILOX_W32_1, sqrt(3) - 1
_ROUNDS = 10
_WORD_SCALE = 2.3283064365386963e-10  # 2^-32

Words = tuple[int, int, int, int]
Floats = tuple[float, float, float, float]


def stream_key(seed: int, name: str) -> tuple[int, int]:
    """Return the key (two 32-bit words) of stream `name` under `seed` (any integer of at most 64 bits).

    BLAKE2b of both, the same on every machine and in every process.
    """
    secret = (seed & LAST_SEED).to_bytes(8, "big")
    digest = hashlib.blake2b(name.encode(), digest_size=8, key=secret).digest()
    return int.from_bytes(digest[:4], "big"), int.from_bytes(digest[4:], "big")


@jit
def philox(c0: int, c1: int, c2: int, c3: int, key0: int, key1: int) -> Words:
    """Return the four 32-bit words of counter (c0, c1, c2, c3) under key (key0, key1), all of 32 bits."""
    for _ in range(_ROUNDS):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0 = (product_1 >> 32 & _WORD) ^ c1 ^ key0
        c1 = product_1 & _WORD
        c2 = (product_0 >> 32 & _WORD) ^ c3 ^ key1
        c3 = product_0 & _WORD
        key0 = key0 + _WEYL_0 & _WORD
        key1 = key1 + _WEYL_1 & _WORD
    return c0, c1, c2, c3


@jit
def uniform(key0: int, key1: int, tick: int, lane: int, block: int) -> Floats:
    """Return four floats in (0, 1), the midpoints of 2^32 equal cells.

    `tick` >= 0 has 63 bits; `lane` (which satellite) and `block` (which four of a tick) have 32 each.
    """
    tick = int(tick)
    a, b, c, d = philox(tick & _WORD, tick >> 32 & _WORD, int(lane) & _WORD, int(block) & _WORD, int(key0), int(key1))
    return (a + 0.5) * _WORD_SCALE, (b + 0.5) * _WORD_SCALE, (c + 0.5) * _WORD_SCALE, (d + 0.5) * _WORD_SCALE


@jit
def normal(key0: int, key1: int, tick: int, lane: int, block: int) -> Floats:
    """Return four standard normals, `uniform` through the inverse distribution: never beyond 6.4 sigma."""
    a, b, c, d = uniform(key0, key1, tick, lane, block)
    return inverse_normal(a), inverse_normal(b), inverse_normal(c), inverse_normal(d)


@jit
def inverse_normal(probability: float) -> float:
    """Return the standard normal quantile of `probability` in (0, 1), relative accuracy about 1e-16.

    Wichura, "Algorithm AS 241", Applied Statistics 37 (1988) 477-484, PPND16. At 0 and 1 it is -inf and inf,
    beyond them NaN.
    """
    q = probability - 0.5
    if abs(q) <= 0.425:
        return _centre(q)
    tail = probability if q < 0.0 else 1.0 - probability
    if not tail > 0.0:
        return math.copysign(math.inf, q) if tail == 0.0 else math.nan
    r = math.sqrt(-math.log(tail))
    return math.copysign(_near(r - 1.6) if r <= 5.0 else _far(r - 5.0), q)


@jit
def _centre(q: float) -> float:
    """Return the quantile at `q` = probability - 0.5, |q| <= 0.425."""
    r = 0.180625 - q * q
    above = 2.5090809287301226727e3
    above = above * r + 3.3430575583588128105e4
    above = above * r + 6.7265770927008700853e4
    above = above * r + 4.5921953931549871457e4
    above = above * r + 1.3731693765509461125e4
    above = above * r + 1.9715909503065514427e3
    above = above * r + 1.3314166789178437745e2
    above = above * r + 3.3871328727963666080e0
    below = 5.2264952788528545610e3
    below = below * r + 2.8729085735721942674e4
    below = below * r + 3.9307895800092710610e4
    below = below * r + 2.1213794301586595867e4
    below = below * r + 5.3941960214247511077e3
    below = below * r + 6.8718700749205790830e2
    below = below * r + 4.2313330701600911252e1
    below = below * r + 1.0
    return q * above / below


@jit
def _near(r: float) -> float:
    """Return the size of the quantile of a tail, `r` = sqrt(-ln(tail)) - 1.6, r <= 3.4."""
    above = 7.74545014278341407640e-4
    above = above * r + 2.27238449892691845833e-2
    above = above * r + 2.41780725177450611770e-1
    above = above * r + 1.27045825245236838258e0
    above = above * r + 3.64784832476320460504e0
    above = above * r + 5.76949722146069140550e0
    above = above * r + 4.63033784615654529590e0
    above = above * r + 1.42343711074968357734e0
    below = 1.05075007164441684324e-9
    below = below * r + 5.47593808499534494600e-4
    below = below * r + 1.51986665636164571966e-2
    below = below * r + 1.48103976427480074590e-1
    below = below * r + 6.89767334985100004550e-1
    below = below * r + 1.67638483018380384940e0
    below = below * r + 2.05319162663775882187e0
    below = below * r + 1.0
    return above / below


@jit
def _far(r: float) -> float:
    """Return the size of the quantile of a tail, `r` = sqrt(-ln(tail)) - 5 > 0."""
    above = 2.01033439929228813265e-7
    above = above * r + 2.71155556874348757815e-5
    above = above * r + 1.24266094738807843860e-3
    above = above * r + 2.65321895265761230930e-2
    above = above * r + 2.96560571828504891230e-1
    above = above * r + 1.78482653991729133580e0
    above = above * r + 5.46378491116411436990e0
    above = above * r + 6.65790464350110377720e0
    below = 2.04426310338993978564e-15
    below = below * r + 1.42151175831644588870e-7
    below = below * r + 1.84631831751005468180e-5
    below = below * r + 7.86869131145613259100e-4
    below = below * r + 1.48753612908506148525e-2
    below = below * r + 1.36929880922735805310e-1
    below = below * r + 5.99832206555887937690e-1
    below = below * r + 1.0
    return above / below
