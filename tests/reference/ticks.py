"""Writes ticks.csv beside it: chances of ticks too many to be summed.

    python3 tests/reference/ticks.py > tests/reference/ticks.csv

Needs mpmath. A tail is the density times a continued fraction, in 60 digits;
where ticks are few enough it is checked against their sum.
"""
from mpmath import mp, mpf

mp.dps = 60


def fraction(a, b, x, y):
    """I_x(a, b) a B(a, b) / (x^a y^b) (NIST, Digital Library of Mathematical
    Functions, 8.17.22), from its far end."""
    value, terms = mpf(1), 400
    while True:
        before, value = value, mpf(1)
        for m in range(terms, 0, -1):
            even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
            odd = (-(a + m - 1) * (a + b + m - 1) * x
                   / ((a + 2 * m - 2) * (a + 2 * m - 1)))
            value = 1 + odd / (1 + even / value)
        if abs(value / before - 1) < mpf(10) ** -40:
            return 1 / value
        terms *= 2


def chances(size, alpha, T, m):
    """Of m ticks or more, and of m, m + 1 or m + 2."""
    size, m = mpf(size), mpf(m)
    y = mpf(alpha) / (mpf(alpha) + mpf(T))
    z = 1 - y
    density = mp.exp(m * mp.log(z) + size * mp.log(y) + mp.loggamma(m + size)
                     - mp.loggamma(m) - mp.loggamma(size))
    if z * (m + size + 2) < m + 1:
        least = density * fraction(m, size, z, y) / m
    else:
        least = 1 - density * fraction(size, m, y, z) / size
    term = density / m
    among = term
    for i in range(2):
        term *= (size + m + i) / (m + i + 1) * z
        among += term
    return least, among


def summed(size, alpha, T, m):
    y = mpf(alpha) / (mpf(alpha) + mpf(T))
    term, less = y ** mpf(size), mpf(0)
    for j in range(int(m)):
        less += term
        term *= (mpf(size) + j) / (j + 1) * (1 - y)
    return 1 - less


print("size,alpha,T,m,least,among")
for m in [10001.0, 31234.0, 1e6, 1e9, 1e15, 1.2e16]:
    for size in [1e-3, 0.24, 5.0, 500.0, 1e7]:
        for times in [0.05, 0.9, 1.1, 50.0, 1e30]:
            alpha = 7.0
            T = times * m / size * alpha
            least, among = chances(size, alpha, T, m)
            if m < 20000:
                assert abs(summed(size, alpha, T, m) - least) < 1e-40
            if 1e-290 < among:
                print(",".join([repr(v) for v in (size, alpha, T, m)]
                               + [mp.nstr(least, 20), mp.nstr(among, 20)]))
