"""Writes pareto_ggg.csv beside it: 30-digit values of the Pareto/GGG.

    python3 tests/reference/pareto_ggg.py > tests/reference/pareto_ggg.csv

Needs mpmath, and numpy and scipy. Everything is taken as the story tells it: given k, the rate is
integrated in closed form, which leaves a regularised incomplete beta function
for the silence since the last purchase; that is integrated numerically over
the time of leaving, and all over k. The library integrates over the time of
the purchase that did not come instead, and has no incomplete beta function.

Columns: quantity, p1 to p6 (t, gamma, r, alpha, s, beta), x, t_x, T, litt,
value. Quantities: ll, p_alive; and "expected", purchases in (T, T + HORIZON],
to 11 digits: here by the time of the purchase counted, of which each may be the
first, the second and so on; the library takes the next one first.
"""
import random
import sys

import numpy as np
from mpmath import mp, mpf
from scipy.special import betainc, betaln

mp.dps = 32
random.seed(20160101)

CDNOW = (1.695, 0.373, 0.948, 5.243, 0.432, 4.348)
DIGITS = mpf(10) ** -27
HORIZON = 2


def short(value):
    """A double with few digits, so that the table stays readable."""
    return float("%.6g" % value)


def log_uniform(low, high):
    return short(10 ** random.uniform(low, high))


def silence(k, n, A, v):
    """P(no purchase within v of the last one)."""
    if v == 0:
        return mpf(1)
    return mp.betainc(n, k, 0, A / (A + k * v), regularized=True)


def purchases(k, r, alpha, x, t_x, litt):
    if x == 0:
        return mpf(1)
    n = r + k * x
    return mp.exp((k - 1) * litt + k * x * mp.log(k) - x * mp.loggamma(k)
                  + mp.loggamma(n) - mp.loggamma(r) + r * mp.log(alpha)
                  - n * mp.log(alpha + k * t_x))


def left_and_active(k, r, alpha, s, beta, x, t_x, T):
    """Having left in silence since t_x, and being active and silent."""
    n, A, B, D = r + k * x, alpha + k * t_x, beta + t_x, T - t_x
    ever = (beta / B) ** s
    if D == 0:
        return mpf(0), ever
    edges = [mpf(0)]
    length = 1 / (n / A + (s + 1) / B)
    while edges[-1] + length < D:
        edges.append(edges[-1] + length)
        length *= 3
    left = mp.quad(lambda v: silence(k, n, A, v) * s / B
                   * (1 + v / B) ** -(s + 1), edges + [D])
    return ever * left, ever * silence(k, n, A, D) * (1 + D / B) ** -s


def parts(t, gamma, r, alpha, s, beta, x, t_x, T, litt):
    """The likelihood of having left and of being active: sums over equal
    steps of log k, which converge faster than any power of the step."""
    step = min(mpf("0.16"), mpf("0.5") / mp.sqrt(t + x + 1))

    def density(j):
        k = t / gamma * mp.exp(j * step)
        return k, ((gamma * k) ** t * mp.exp(-gamma * k) / mp.gamma(t)
                   * purchases(k, r, alpha, x, t_x, litt))
    peak = max(range(-400, 401, 4), key=lambda j: density(j)[1])
    sums = [mpf(0), mpf(0)]
    for way in (1, -1):
        j = peak if way > 0 else peak - 1
        while True:
            k, weight = density(j)
            left, active = left_and_active(k, r, alpha, s, beta, x, t_x, T)
            sums[0] += weight * left * step
            sums[1] += weight * active * step
            if weight * (left + active) < DIGITS * (sums[0] + sums[1]):
                break
            j += way
    return sums


def ahead(rule, k, n, A, s, B, D):
    """Purchases in (D, D + HORIZON], the first after D; D > 0. The j-th comes
    at w with a density that is known; given that it does, the first came after
    (1 - q) w by an incomplete beta function. At first w - D is a power of what
    the rule goes through. In doubles: to 12 digits or so."""
    nodes, weights = rule

    def rate(w):
        z, q = k * w / A, 1 - D / w
        shape = k * np.arange(1, int(20 + (z * (n + 40 + 8 * n ** 0.5) + 60)
                                     / k) + 1)
        density = np.exp(shape * np.log(z) - (n + shape) * np.log1p(z)
                         - betaln(shape, n)) / w
        density[1:] *= betainc(shape[:-1], k, q)
        return density.sum() * (1 + w / B) ** -s

    e, gap = max(1, int(np.ceil(8 / k))), A / n
    first, total = min(HORIZON, gap / 2), 0.0
    edges = np.append(np.arange(first, HORIZON, gap / 4), HORIZON)
    for y, weight in zip(nodes, weights):
        u = first * y ** e
        if u > 1e-300:
            total += weight * e * u / y * rate(D + u)
        for low, high in zip(edges, edges[1:]):
            total += weight * (high - low) * rate(D + low + (high - low) * y)
    return total


def expected(t, gamma, r, alpha, s, beta, x, t_x, T, litt):
    """As parts(), of purchases ahead."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    rule = (1 + nodes) / 2, weights / 2
    step = min(mpf("0.15"), mpf("0.6") / mp.sqrt(t + x + 1))
    sums, most = [mpf(0), mpf(0)], mpf(0)
    for j in range(int(-9 / step), int(6 / step)):
        k = t / gamma * mp.exp(j * step)
        weight = ((gamma * k) ** t * mp.exp(-gamma * k)
                  * purchases(k, r, alpha, x, t_x, litt))
        most = max(most, weight)
        if weight < most * mpf(10) ** -16:
            continue
        law = r + k * x, alpha + k * t_x
        left, active = left_and_active(k, r, alpha, s, beta, x, t_x, T)
        ever = (beta / (beta + t_x)) ** s
        sums[0] += weight * (left + active)
        sums[1] += weight * ever * ahead(rule, *(float(v) for v in (
            k, *law, s, beta + t_x, T - t_x)))
    return sums[1] / sums[0]


def history(mean_gap, regular, most):
    """Purchases at gaps of any regularity, and a silence after them."""
    x = random.choice([0, 1, 2, 3, 5, 8, 13, 30, most])
    gaps = [mean_gap * random.gammavariate(regular, 1 / regular)
            for _ in range(x)]
    t_x = short(sum(gaps))
    silent = short(mean_gap * 10 ** random.uniform(-1.5, 1.0))
    if random.random() < 0.1:
        silent = 0.0
    litt = short(sum(mp.log(gap) for gap in gaps)) if x else 0.0
    return float(x), t_x, float("%.12g" % (t_x + silent)), litt


def row(quantity, params, x, t_x, T, litt, value):
    cells = [quantity] + [repr(c) for c in list(params) + [x, t_x, T, litt]]
    print(",".join(cells + [mp.nstr(value, 20)]), flush=True)


def models(count, low, high):
    yield CDNOW
    for _ in range(count):
        yield tuple(log_uniform(low, high) for _ in range(6))


# Where all leave at one rate.
ONE_PACE = [((10.1, 0.21, 4.2, 1.04, 4.06e7, 6.57e7), at) for at in (
    (0.0, 0.0, 6.5, 0.0), (3.0, 0.75, 0.9, -4.4), (3.0, 0.75, 40.0, -4.4))]


# A shop of few customers, and some of these.
FEW = (5.1036789098886794, 2.3977104707898267, 0.840181626414308,
       5.459561804578445, 0.994654864453125, 18.351727805087243)
FEW_AT = ((0.0, 0.0, 20.0, 0.0), (6.0, 7.0, 26.0, -0.5750959210364499),
          (5.0, 19.0, 23.0, 5.4750053336616995))

# Regular buyers, of whom eight purchases are to come; very regular ones.
REGULAR = ((50.0, 2.5, 3.0, 0.8, 1.0, 20.0), (6.0, 1.5, 1.8, -8.5))
CLOCKWORK = ((400.0, 2.0, 9.0, 3.0, 1.0, 20.0), (5.0, 1.8, 2.1, -5.15))


def write_expected():
    mp.dps = 20
    for params, at in [(FEW, at) for at in FEW_AT] + [REGULAR, CLOCKWORK]:
        exact = [mpf(v) for v in params + at]
        exact[6] = int(at[0])
        row("expected", params, *at, mpf(mp.nstr(expected(*exact), 11)))


def main():
    print("quantity,p1,p2,p3,p4,p5,p6,x,t_x,T,litt,value")
    points = list(models(24, -0.7, 1.2)) + list(models(12, -2.5, 2.5))
    cases = []
    for params in points[:35]: # the last ones take hours
        k = params[0] / params[1]
        at = history(params[3] / params[2], min(max(k, 0.2), 50), 60)
        if at[0] == 1.0:
            at = at[:3] + (float(mp.log(at[1])),)
        cases.append((params, at))
    for params, at in cases + ONE_PACE:
        exact = [mpf(v) for v in list(params) + list(at)]
        exact[6] = int(at[0])
        left, active = parts(*exact)
        ll = mp.log(left + active)
        row("ll", params, *at, ll if abs(ll) > DIGITS else mpf(0))
        row("p_alive", params, *at, active / (left + active))
    write_expected()


if __name__ == "__main__":
    sys.exit(main())
