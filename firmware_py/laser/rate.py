"""The rate ladder: 2.5, 10, 25, 50, 100 Gbit/s by received power, with hysteresis."""

# Least received power [dBm] of each rate: 393 photons a bit at 1553.33 nm, the density of SDA OCT's 25 uW/m2 floor
# on an 8 cm aperture at 2.5 Gbit/s, -39.0 dBm (docs/physics.md L-1); the power needed grows with the rate.
THRESHOLD_DBM = (-39.0, -33.0, -29.0, -26.0, -23.0)
DOWN_DB = 1.0  # above its threshold, below which a rate is left


def next_rate(rate: int, received_dbm: float, margin_db: float) -> int:
    """Return the rate index: down as far as the power asks, up one step with `margin_db` to spare; NaN gives 0."""
    if received_dbm != received_dbm:
        return 0
    while rate > 0 and received_dbm < THRESHOLD_DBM[rate] + DOWN_DB:
        rate -= 1
    if rate + 1 < len(THRESHOLD_DBM) and received_dbm > THRESHOLD_DBM[rate + 1] + margin_db:
        rate += 1
    return rate
