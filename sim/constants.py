"""Constants of nature and of the Earth that more than one room uses."""

EARTH_MU_M3_S2 = 3.986004418e14  # [m3/s2] IERS Conventions 2010, TN 36, table 1.1
EARTH_RADIUS_M = 6378137.0  # [m] equatorial, WGS 84
EARTH_FLATTENING = 1.0 / 298.257223563  # [1] WGS 84
EARTH_J2 = 1.08262668e-3  # [1] EGM96 and JGM-3 (Vallado, Fundamentals of Astrodynamics, 4th ed., table D-1)

SUN_RADIUS_M = 695700e3  # [m] IAU 2015 resolution B3, nominal
AU_M = 149597870700.0  # [m] IAU 2012 resolution B2, exact
SOLAR_CONSTANT_W_M2 = 1361.0  # [W/m2] at 1 AU, IAU 2015 resolution B3

STEFAN_BOLTZMANN_W_M2K4 = 5.670374419e-8  # [W/(m2 K4)] CODATA 2018, exact
SPACE_K = 2.7  # [K] cosmic background
DAY_S = 86400.0  # [s]
TROPICAL_YEAR_D = 365.2421897  # [d] mean, of J2000 (Astronomical Almanac)
