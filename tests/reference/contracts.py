"""Writes contracts.csv beside it: 50-digit values of the contract models.

    python3 tests/reference/contracts.py > tests/reference/contracts.csv

Needs mpmath. Every value comes from a form that the library does not use:
log-gammas as the papers write them, at a precision that makes their
cancellation harmless, Gauss's continued fraction for the hypergeometric
function, and numeric differences for the derivatives. Inputs are doubles in
decimal that reads back exactly; outputs have 20 digits.

Columns: quantity, p1 to p3, T, u, value
    quotient        p1 = a, p2 = b, u = n: log B(a, b + n) - log B(a, b)
    sbg_ll          p1, p2, T, u = churned
    sbg_survival    T = t
    sbg_expected    T, u = horizon
    sbg_derl        T, u = d
    sbg_grad        T, u = place in {gradient, Hessian packed} of the
                    log-likelihood of who left at T: 0-1, 2-4; in logs
    bdw_ll, bdw_survival, bdw_expected, bdw_derl    the same with p1 to p3
    bdw_grad        the same, 0-2, 3-8
"""
import random
import sys

from mpmath import mp, mpf

mp.dps = 50
random.seed(20070107)


def quotient(a, b, n):
    return (mp.loggamma(b + n) - mp.loggamma(b)
            + mp.loggamma(a + b) - mp.loggamma(a + b + n))


def sbg_ll(a, b, T, churned):
    if churned:
        return quotient(a, b, T - 1) + mp.log(a / (a + b + T - 1))
    return quotient(a, b, T)


def sbg_expected(a, b, T, horizon):
    b = b + T
    if a == 1:
        return b * (mp.digamma(b + 1 + horizon) - mp.digamma(b + 1))
    return (b - (b + horizon) * mp.exp(quotient(a, b, horizon))) / (a - 1)


def gauss(b, c, z, terms):
    """2F1(1, b; c; z) by so many terms of Gauss's continued fraction."""
    t = mpf(1)
    for m in range(terms, 0, -1):
        j = m // 2
        if m % 2:
            k = (b + j) * (c - 1 + j) / ((c + 2 * j - 1) * (c + 2 * j))
        else:
            k = j * (c - b - 1 + j) / ((c + 2 * j - 2) * (c + 2 * j - 1))
        t = 1 - k * z / t
    return 1 / t


def sbg_derl(a, b, T, d):
    b, z, terms = b + T, 1 / (1 + d), 64
    old = gauss(b + 1, a + b + 1, z, terms)
    while True:
        terms *= 2
        new = gauss(b + 1, a + b + 1, z, terms)
        if abs(new - old) < abs(new) * mpf(10) ** -25:
            return b / (a + b) * new
        old = new


def bdw_survival(a, b, c, t):
    if t <= 0:
        return mpf(1)
    with mp.workdps(mp.dps + 10 + int(max(0, c * mp.log10(t)))):
        return mp.exp(quotient(a, b, t ** c))


def bdw_ll(a, b, c, T, churned):
    here = bdw_survival(a, b, c, mpf(T))
    if churned:
        return mp.log(bdw_survival(a, b, c, mpf(T) - 1) - here)
    return mp.log(here)


def bdw_expected(a, b, c, T, horizon):
    return mp.fsum(bdw_survival(a, b, c, mpf(T + k))
                   for k in range(1, int(horizon) + 1)) \
        / bdw_survival(a, b, c, mpf(T))


def bdw_derl(a, b, c, T, d):
    """The sum term by term, up to 200 of them; then Euler and Maclaurin's."""
    def term(k):
        return bdw_survival(a, b, c, T + k) / (1 + d) ** (k - 1)
    k, total = 1, mpf(0)
    while k <= 200:
        last = term(mpf(k))
        total += last
        k += 1
        if last / d < total * mpf(10) ** -25:
            return total / bdw_survival(a, b, c, T)
    start, edges = mpf(k), [mpf(k)]
    while edges[-1] < start + 70 / d:
        edges.append(min(edges[-1] + max(edges[-1], 2) / 2,
                         edges[-1] + 4 / d))
    total += mp.quad(term, edges) + term(start) / 2
    slopes = mp.taylor(term, start, 11)
    for j in range(1, 7):
        total -= (mp.bernoulli(2 * j) / mp.factorial(2 * j)
                  * slopes[2 * j - 1] * mp.factorial(2 * j - 1))
    return total / bdw_survival(a, b, c, T)


def derivatives(f, params):
    """Gradient and packed Hessian of f in the logs of its parameters."""
    n, h = len(params), mpf(10) ** -30
    def at(moves):
        return f(*[p * mp.exp(h * m) for p, m in zip(params, moves)])
    def unit(*places):
        return [places.count(k) for k in range(n)]
    def less(v):
        return [-m for m in v]
    out = [(at(unit(i)) - at(less(unit(i)))) / (2 * h) for i in range(n)]
    here = at([0] * n)
    for i in range(n):
        for j in range(i + 1):
            if i == j:
                out.append((at(unit(i)) - 2 * here + at(less(unit(i)))) / h**2)
                continue
            both, one = unit(i, j), [a - b for a, b in zip(unit(i), unit(j))]
            out.append((at(both) + at(less(both)) - at(one) - at(less(one)))
                       / (4 * h ** 2))
    return out


def short(x):
    return float("%.6g" % x)


def log_uniform(low, high):
    return short(10 ** random.uniform(low, high))


def whole(low, high):
    return float(int(10 ** random.uniform(low, high)))


def row(quantity, params, T, u, value):
    cells = [repr(p) for p in params] + [""] * (3 - len(params))
    cells += ["" if v == "" else repr(v) for v in (T, u)]
    print(",".join([quantity] + cells + [mp.nstr(value, 20)]))


def shapes(count, low, high):
    for _ in range(count):
        yield log_uniform(low, high), log_uniform(low, high)


def sbg_rows():
    drift = list(shapes(40, -2, 2)) + list(shapes(60, -8, 12))
    drift += [(1.0, 3.0), (1.0, 1e-8), (2.0, 1e12), (1.0 + 2.0 ** -40, 7.0),
              (1.0 - 2.0 ** -50, 0.25), (1e-8, 1e-8), (1e12, 1e-8),
              (1e-8, 1e12), (1e12, 1e12), (0.668, 3.806), (0.704, 1.182)]
    for params in drift:
        a, b = mpf(params[0]), mpf(params[1])
        T, churned = whole(0, 4), float(random.random() < 0.5)
        row("sbg_ll", params, T, churned, sbg_ll(a, b, T, churned))
        survival = mp.exp(quotient(a, b, T))
        if survival > 1e-290:
            row("sbg_survival", params, T, "", survival)
        T, horizon = whole(0, 3) - 1.0, whole(0, 9)
        row("sbg_expected", params, T, horizon,
            sbg_expected(a, b, T, horizon))
        T, d = whole(0, 3) - 1.0, log_uniform(-6, 0.5)
        row("sbg_derl", params, T, d, sbg_derl(a, b, mpf(T), mpf(d)))
    for params in list(shapes(12, -2, 2)) + list(shapes(8, -4, 4)):
        T = whole(0, 3)
        values = derivatives(lambda a, b: sbg_ll(a, b, T, 1),
                             [mpf(p) for p in params])
        for place, value in enumerate(values):
            row("sbg_grad", params, T, float(place), value)


def bdw_rows():
    drift = [s + (log_uniform(-1, 0.6),) for s in shapes(40, -2, 2)]
    drift += [s + (log_uniform(-4, 1.5),) for s in shapes(40, -8, 12)]
    drift += [(0.214253, 1.426576, 1.723565), (0.455614, 0.779326, 1.283451),
              (1.0, 3.0, 1.0), (0.668, 3.806, 1.0), (1e-8, 1e-8, 1e-8),
              (0.3, 2.0, 40.0), (0.5, 2.0, 1e3), (1e-8, 1e12, 4.0)]
    for params in drift:
        a, b, c = [mpf(p) for p in params]
        T, churned = whole(0, 3), float(random.random() < 0.5)
        value = bdw_ll(a, b, c, T, churned)
        row("bdw_ll", params, T, churned, value)
        survival = bdw_survival(a, b, c, mpf(T))
        if survival > 1e-290:
            row("bdw_survival", params, T, "", survival)
    with mp.workdps(60):
        for params in drift[::2]:
            a, b, c = [mpf(p) for p in params]
            T, horizon = whole(0, 3) - 1.0, whole(0, 2.5)
            value = bdw_expected(a, b, c, T, horizon)
            if value > 1e-290:
                row("bdw_expected", params, T, horizon, value)
            T, d = whole(0, 3) - 1.0, log_uniform(-0.8, 0.5)
            value = bdw_derl(a, b, c, mpf(T), mpf(d))
            if value > 1e-290:
                row("bdw_derl", params, T, d, value)
        for params in drift[:12]:
            a, b, c = [mpf(p) for p in params]
            T, d = whole(0, 2) - 1.0, log_uniform(-6, -1)
            row("bdw_derl", params, T, d,
                bdw_derl(a, b, c, mpf(T), mpf(d)))
    for params in drift[:14] + drift[80:82]:
        T = whole(0, 2)
        values = derivatives(lambda a, b, c: bdw_ll(a, b, c, T, 1),
                             [mpf(p) for p in params])
        for place, value in enumerate(values):
            row("bdw_grad", params, T, float(place), value)


def main():
    print("quantity,p1,p2,p3,T,u,value")
    for params in list(shapes(30, -2, 2)) + list(shapes(50, -8, 12)):
        n = random.choice([whole(0, 2), log_uniform(-2, 2), log_uniform(0, 15)])
        row("quotient", params, "", n,
            quotient(mpf(params[0]), mpf(params[1]), mpf(n)))
    sbg_rows()
    bdw_rows()


if __name__ == "__main__":
    mp.dps = 150
    sys.exit(main())
