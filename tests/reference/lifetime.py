"""Writes lifetime.csv beside it: 40-digit values of the distributions of
accelerated lifetimes.

    python3 tests/reference/lifetime.py > tests/reference/lifetime.csv

Needs mpmath. Columns: life (0 Weibull, 2 log-logistic, 3 lognormal), w, the
logarithm of the share that lives longer with its two derivatives, the same of
the density, and the w at which half of those at w are left.
"""
from mpmath import diff, erfc, exp, findroot, log, mp, mpf, nstr, sqrt, pi

mp.dps = 40
LOG_SHARE = {
    0: lambda w: -exp(w),
    2: lambda w: -log(1 + exp(w)),
    3: lambda w: log(erfc(w / sqrt(2)) / 2),
}
LOG_DENSITY = {
    0: lambda w: w - exp(w),
    2: lambda w: w - 2 * log(1 + exp(w)),
    3: lambda w: -w * w / 2 - log(2 * pi) / 2,
}
PLACES = [-40, -12.5, -5, -2, -0.5, 0, 0.25, 1, 3.75, 4.25, 6, 12]


def main():
    print("life,w,share,share_slope,share_curve,density,density_slope,"
          "density_curve,half")
    for life in LOG_SHARE:
        for place in PLACES:
            mp.dps = 100
            w, share, density = mpf(place), LOG_SHARE[life], LOG_DENSITY[life]
            half = findroot(lambda v: share(v) - share(w) + log(2),
                            (w, w + 60), solver="bisect", maxsteps=400,
                            tol=mpf(10) ** -50)
            figures = [share(w), diff(share, w), diff(share, w, 2),
                       density(w), diff(density, w), diff(density, w, 2),
                       half]
            mp.dps = 40
            print(",".join([str(life), repr(place)]
                           + [nstr(f, 20) for f in figures]))


main()
