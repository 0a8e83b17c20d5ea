"""Writes statistics.csv beside it: 50-digit values of tests and sizes.

    python3 tests/reference/statistics.py > tests/reference/statistics.csv

Needs mpmath. Tests are sums over all outcomes, one by one; quantiles and
sizes are roots found by bisection. Inputs are doubles in decimal that reads
back exactly; outputs have 20 digits.

Columns: quantity, a, b, c, d, first, second
    clopper_pearson  a hits of b, coverage c: lower and upper
    conditional      events a in b, c in d: p
    e_test           the same
    shares_power     alpha a, size b, shares c and d
    means_power      alpha a, size b, difference c, standard deviation d
    beta_mean        prior Beta(a, b), c hits of d: mean
    sequential       one look: tau a, difference b, standard error c,
                     coverage d: p and half the interval
"""
import random

from mpmath import mp, mpf

mp.dps = 50
random.seed(1965)


def show(quantity, a, b, c, d, first, second=mpf(0)):
    print(",".join([quantity] + [repr(float(v)) for v in (a, b, c, d)]
                   + [mp.nstr(first, 20), mp.nstr(second, 20)]))


def bisect(f, low, high):
    low, high = mpf(low), mpf(high)
    for _ in range(180):
        middle = (low + high) / 2
        if f(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def clopper_pearson(hits, trials, coverage):
    tail = (1 - mpf(coverage)) / 2

    def at_least(p):
        return sum(mp.binomial(trials, k) * p**k * (1 - p)**(trials - k)
                   for k in range(hits, trials + 1))

    def at_most(p):
        return sum(mp.binomial(trials, k) * p**k * (1 - p)**(trials - k)
                   for k in range(hits + 1))
    lower = bisect(lambda p: at_least(p) - tail, 0, 1) if hits else mpf(0)
    upper = (bisect(lambda p: tail - at_most(p), 0, 1)
             if hits < trials else mpf(1))
    return lower, upper


def conditional(x, s, y, t):
    n, p = x + y, mpf(s) / (mpf(s) + mpf(t))
    law = [mp.binomial(n, k) * p**k * (1 - p)**(n - k) for k in range(n + 1)]
    return sum(each for each in law if each <= law[x] * (1 + mpf(10) ** -7))


def e_test(x, s, y, t):
    s, t = mpf(s), mpf(t)
    rate = (x + y) / (s + t)

    def statistic(i, j):
        if i == 0 and j == 0:
            return mpf(0)
        return (i / s - j / t)**2 / (i / s**2 + j / t**2)

    def law(mean, k):
        return mp.exp(k * mp.log(mean) - mean - mp.loggamma(k + 1))
    goal = statistic(x, y) * (1 - mpf(10) ** -12)

    def range_of(mean):
        reach = int(14 * mp.sqrt(mean) + 45)
        return range(max(0, int(mean) - reach), int(mean) + reach)
    first = [(i, law(rate * s, i)) for i in range_of(rate * s)]
    second = [(j, law(rate * t, j)) for j in range_of(rate * t)]
    return sum(p * q for i, p in first for j, q in second
               if statistic(i, j) >= goal)


def shares_power(alpha, size, p, q):
    z = mp.sqrt(2) * mp.erfinv(1 - mpf(alpha))
    p, q = mpf(p), mpf(q)
    return mp.ncdf((mp.sqrt(mpf(size)) * abs(p - q)
                    - z * mp.sqrt((p + q) * (1 - (p + q) / 2)))
                   / mp.sqrt(p * (1 - p) + q * (1 - q)))


def means_power(alpha, size, difference, sd):
    a, tail = mpf(size) - 1, mpf(alpha) / 2

    def outside(log_t):
        return mp.betainc(a, mpf(1) / 2, 0, a / (a + mp.exp(2 * log_t) / 2),
                          regularized=True) / 2
    t = mp.exp(bisect(lambda s: tail - outside(s), -5, 300))
    shift = mp.sqrt(mpf(size) / 2) * abs(mpf(difference)) / mpf(sd)
    seen = 2 * mp.log((shift + 5) / t)
    nodes = [seen + k for k in range(-110, 9)]
    return a**a / mp.gamma(a) * mp.quad(
        lambda s: mp.exp(a * (s - mp.exp(s)))
        * mp.ncdf(shift - t * mp.exp(s / 2)),
        [node for node in nodes if node < 4] + [mpf(4), mpf(6)])


def sequential(tau, d, s, coverage):
    tau, d, s = mpf(tau), mpf(d), mpf(s)

    def ratio(x):
        return (mp.npdf(x, 0, mp.sqrt(s**2 + tau**2)) / mp.npdf(x, 0, s))
    half = bisect(lambda x: ratio(x) - 1 / (1 - mpf(coverage)), 0,
                  1000 * (s + tau))
    return min(mpf(1), 1 / ratio(d)), half


def main():
    print("quantity,a,b,c,d,first,second")
    for hits, trials in ((0, 7), (1, 7), (7, 7), (3, 150), (149, 150),
                         (41, 90)):
        for coverage in (0.5, 0.9, 0.999):
            show("clopper_pearson", hits, trials, coverage, 0,
                 *clopper_pearson(hits, trials, coverage))
    rates = [(11, 800.0, 21, 3011.0), (0, 1.0, 5, 1.0), (3, 1.0, 3, 7.0),
             (7, 2.0, 7, 2.0), (40, 1.5, 12, 1.5), (0, 3.0, 0, 2.0)]
    for _ in range(14):
        rates.append((random.randrange(30), random.uniform(0.5, 9.0),
                      random.randrange(60), random.uniform(0.5, 9.0)))
    for x, s, y, t in rates:
        show("conditional", x, s, y, t, conditional(x, s, y, t))
        if x + y:
            show("e_test", x, s, y, t, e_test(x, s, y, t))
    for alpha, size, p, q in ((0.05, 50.0, 0.5, 0.75), (0.01, 3e4, 0.1, 0.11),
                              (0.1, 2.0, 1e-5, 0.3),
                              (1e-20, 3e4, 0.1, 0.125)):
        show("shares_power", alpha, size, p, q,
             shares_power(alpha, size, p, q))
    for alpha, size, difference, sd in ((0.05, 20.0, 1.0, 1.0),
                                        (1e-6, 2.0, 1.5, 1.0),
                                        (1e-20, 2.0, 3.0, 2.0),
                                        (1e-40, 3.0, 0.5, 1.0)):
        show("means_power", alpha, size, difference, sd,
             means_power(alpha, size, difference, sd))
    for tau, d, s in ((0.1, 0.04, 0.02), (3.0, 0.5, 1.0), (1e-3, 1e-2, 5e-3),
                      (1.0, 0.0, 1e-4)):
        show("sequential", tau, d, s, 0.95, *sequential(tau, d, s, 0.95))


main()
