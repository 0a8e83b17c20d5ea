"""Writes tails.csv beside it: 50-digit values of distribution functions.

    python3 tests/reference/tails.py > tests/reference/tails.csv

Needs mpmath. Tails come from hypergeometric functions, or, where parameters
are large, from numeric integration of the density around the place; that of
the shifted t from integration over the chi-square. Inputs are doubles in
decimal that reads back exactly; outputs have 20 digits.

Columns: quantity, a, b, x, lower, upper
    gamma    Gamma(a) at x
    beta     Beta(a, b) at x / (1 + x): x is the odds
    student  t with a degrees of freedom at x
    shifted  the same, moved by b
    fisher   F with a and b degrees of freedom at x
"""
import math
import random

from mpmath import mp, mpf

mp.dps = 50
random.seed(20261122)


def show(quantity, a, b, x, lower, upper):
    print(",".join([quantity, repr(a), repr(b), repr(x),
                    mp.nstr(lower, 20), mp.nstr(upper, 20)]))


def tails_of(log_density, s, mode, width):
    """Both tails by integration in steps of half a width, each relative to
    its middle: mpmath's errors are absolute ones."""
    def side(sign):
        total, at = mpf(0), s
        step = width / 2
        while True:
            top = log_density(at + sign * step / 2)
            part = mp.quad(lambda t: mp.exp(log_density(t) - top),
                           [at, at + sign * step])
            part *= sign * mp.exp(top)
            total += part
            at += sign * step
            past = (at - mode) * sign > 0
            if past and part < total * mpf(10) ** -30:
                return total
    lower, upper = side(-1), side(1)
    return lower / (lower + upper), upper / (lower + upper)


def gamma_tails(a, x):
    a, x = mpf(a), mpf(x)
    if a <= 2000:
        return (mp.gammainc(a, 0, x, regularized=True),
                mp.gammainc(a, x, mp.inf, regularized=True))
    mp.dps = 40
    both = tails_of(lambda s: a * (s - mp.exp(s)), mp.log(x / a), mpf(0),
                    1 / mp.sqrt(a))
    mp.dps = 50
    return both


def beta_tails(a, b, odds):
    a, b, odds = mpf(a), mpf(b), mpf(odds)
    x, y = odds / (1 + odds), 1 / (1 + odds)
    if max(a, b) <= 400:
        return (mp.betainc(a, b, 0, x, regularized=True),
                mp.betainc(b, a, 0, y, regularized=True))
    mp.dps = 40
    both = tails_of(lambda s: -a * mp.log1p(mp.exp(-s))
                    - b * mp.log1p(mp.exp(s)),
                    mp.log(odds), mp.log(a / b), mp.sqrt(1 / a + 1 / b))
    mp.dps = 50
    return both


def student_tails(freedom, t):
    r = mpf(t) / mp.sqrt(mpf(freedom))
    outside = beta_tails(mpf(freedom) / 2, mpf(1) / 2,
                         1 / r**2 if r else mp.mpf("1e60"))[0]
    upper = outside / 2 if t > 0 else 1 - outside / 2
    return 1 - upper, upper


def shifted_tails(freedom, shift, t):
    a = mpf(freedom) / 2
    norm = mp.exp(a * mp.log(a) - mp.loggamma(a))
    mp.dps = 30

    def part(s):
        return (norm * mp.exp(a * (s - mp.exp(s)))
                * mp.ncdf(mpf(shift) - mpf(t) * mp.exp(s / 2)))
    low = -80 / a - 14 / mp.sqrt(a)
    high = mp.log(1 + 80 / a + 14 / mp.sqrt(a)) + 1
    cuts = [low + (high - low) * k / 120 for k in range(121)]
    upper = mp.quad(part, sorted(cuts + [mpf(0)]))
    mp.dps = 50
    return 1 - upper, upper


def main():
    print("quantity,a,b,x,lower,upper")
    for _ in range(150):
        a = math.exp(random.uniform(math.log(0.3), math.log(2e6)))
        x = max(a + random.gauss(0, 3) * math.sqrt(a), a * 0.01)
        show("gamma", a, 0.0, x, *gamma_tails(a, x))
    for a, x in ((0.5, 1e-9), (0.5, 40.0), (3.0, 1e-5), (3.0, 300.0),
                 (99.0, 20.0), (99.9, 400.0), (100.0, 30.0), (150.0, 600.0),
                 (1e5, 9e4), (1e5, 1.1e5), (1.0, 0.5), (100.0, 100.0)):
        show("gamma", a, 0.0, x, *gamma_tails(a, x))
    for k in range(200):
        size = 400.0 if k % 4 else 1e6
        a = math.exp(random.uniform(math.log(0.3), math.log(size)))
        b = math.exp(random.uniform(math.log(0.3), math.log(size)))
        sd = math.sqrt(1 / a + 1 / b)
        odds = a / b * math.exp(max(-200.0, min(200.0, random.gauss(0, 3)
                                                * sd)))
        show("beta", a, b, odds, *beta_tails(a, b, odds))
    for a, b, odds in ((1.0, 1.0, 1.0), (3.0, 1e6, 1e-6), (3.0, 1e6, 1e-5),
                       (1e6, 2.5, 1e5), (50.0, 2e5, 1e-4), (0.5, 0.5, 1e-12),
                       (101.0, 101.0, 4.0), (120.0, 350.0, 0.02)):
        show("beta", a, b, odds, *beta_tails(a, b, odds))
    for freedom in (1.0, 2.0, 3.7, 10.0, 58.0, 250.0):
        for t in (-3.0, 1e-6, 0.3, 1.7, 6.0, 40.0):
            show("student", freedom, 0.0, t, *student_tails(freedom, t))
    for freedom in (1.0, 2.0, 5.5, 38.0, 198.0):
        for shift in (0.0, 0.7, 3.2, 8.0):
            for t in (0.5, 2.0, 4.3, 12.7):
                show("shifted", freedom, shift, t,
                     *shifted_tails(freedom, shift, t))
    for above, below in ((1.0, 5.0), (9.0, 1810.0 / 9), (4.0, 40.0)):
        for f in (0.01, 0.9, 3.0, 25.0):
            odds = mpf(above) * mpf(f) / mpf(below)
            show("fisher", above, below, f,
                 *beta_tails(above / 2, below / 2, odds))
    for slight in (1e-12, 1e-9, 1e-5, 9e-4, 9e-3, 0.02):
        for a, odds in ((0.3, 3.0), (2.5, 0.9), (2.5, 30.0), (99.0, 1e3)):
            show("beta", a, slight, odds, *beta_tails(a, slight, odds))
            show("beta", slight, a, 1 / odds,
                 *beta_tails(slight, a, 1 / odds))


main()
