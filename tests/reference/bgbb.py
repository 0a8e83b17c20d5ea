"""Writes bgbb.csv beside it: 50-digit values of the BG/BB.

    python3 tests/reference/bgbb.py > tests/reference/bgbb.csv

Needs mpmath; the columns are those of kernels.csv, the quantities ll,
p_alive, expected (u = horizon), dect (u = horizon, inf allowed), pmf and grad.
Every value is the paper's own sum over the opportunities at which a customer
may have left, of products of beta functions; the future is a sum over the
opportunities ahead, or where it is endless a hypergeometric function.
"""
import random
import sys

from kernels import derivatives, exact, log_uniform, row, short
from mpmath import mp, mpf

DONATIONS = (1.204, 0.75, 0.657, 2.783)


def beta_ratio(a, b, n, m):
    """B(a + n, b + m) / B(a, b), n and m whole."""
    return mp.rf(a, n) * mp.rf(b, m) / mp.rf(a + b, n + m)


def likelihood(alpha, beta, gamma, delta, x, t_x, n, active_at):
    """Of the history with the customer active at an opportunity."""
    return (beta_ratio(alpha, beta, x, n - x)
            * beta_ratio(gamma, delta, 0, active_at))


def log_likelihood(alpha, beta, gamma, delta, x, t_x, n):
    total = likelihood(alpha, beta, gamma, delta, x, t_x, n, n)
    bought = beta_ratio(alpha, beta, x, t_x - x)
    left = beta_ratio(gamma, delta, 1, t_x)
    for j in range(t_x, n):
        total += bought * left
        bought *= (beta + j - x) / (alpha + beta + j)
        left *= (delta + j) / (gamma + delta + j + 1)
    return mp.log(total)


def p_alive(alpha, beta, gamma, delta, x, t_x, n):
    active = likelihood(alpha, beta, gamma, delta, x, t_x, n, n + 1)
    return active / mp.exp(log_likelihood(alpha, beta, gamma, delta, x, t_x, n))


def dect(alpha, beta, gamma, delta, x, t_x, n, rate, horizon):
    d, v = delta + n + 1, mp.exp(-rate)
    buys = (alpha + x) / (alpha + beta + n)
    if mp.isinf(horizon):
        future = v * mp.hyp2f1(1, d, gamma + d, v)
    elif horizon <= 3000:
        future, term = mpf(0), v
        for k in range(int(horizon)):
            future += term
            term *= v * (d + k) / (gamma + d + k)
    elif rate == 0:
        with mp.workdps(400):
            future = (d + gamma - 1) / (gamma - 1) * (
                1 - mp.gammaprod([d + horizon, d + gamma - 1],
                                 [d, d + gamma - 1 + horizon]))
    else:
        with mp.workdps(120):
            later = d + horizon
            future = v * mp.hyp2f1(1, d, gamma + d, v) - (
                mp.exp(-rate * horizon)
                * mp.gammaprod([later, gamma + d], [d, gamma + later])
                * v * mp.hyp2f1(1, later, gamma + later, v))
    return p_alive(alpha, beta, gamma, delta, x, t_x, n) * buys * future


def pmf(alpha, beta, gamma, delta, x, n):
    def count(j):
        return mp.binomial(j, x) * beta_ratio(alpha, beta, x, j - x)
    total = count(n) * beta_ratio(gamma, delta, 0, n)
    chance, left = count(x), beta_ratio(gamma, delta, 1, x)
    for j in range(x, n):
        total += chance * left
        chance *= (mpf(j + 1) / (j + 1 - x) * (beta + j - x)
                   / (alpha + beta + j))
        left *= (delta + j) / (gamma + delta + j + 1)
    return total


def history(most):
    n = random.choice([0, 1, 2, 6, 6, 12, 30, 52, 100, 365, most])
    x = min(n, random.choice([0, 0, 1, 2, 3, 8, 30, 60, n // 2, n]))
    t_x = 0 if x == 0 else random.choice([x, n, random.randint(x, n)])
    return x, t_x, n


def models(count, low, high):
    yield DONATIONS
    for _ in range(count):
        yield tuple(log_uniform(low, high) for _ in range(4))


def histories():
    for params in list(models(40, -1.5, 1.5)) + list(models(40, -6, 2)):
        yield params, history(2000)
    for params in list(models(16, -8, 12)):
        yield params, history(400)
    for params in models(4, -1, 1):
        yield params, history(10000)
    yield (1e-3, 1e12, 0.5, 2.5), (3, 5, 10000)
    yield (0.3, 40.0, 1.0, 1.0), (0, 0, 10000)
    yield (1e-5, 0.7, 1e-7, 3.0), (0, 0, 365)


def main():
    print("quantity,p1,p2,p3,p4,x,t_x,T,u,delta,value")
    mp.dps = 80
    for params, (x, t_x, n) in histories():
        known = exact(params)
        cells = (float(x), float(t_x), float(n))
        row("bgbb_ll", params, *cells, value=log_likelihood(*known, x, t_x, n))
        row("bgbb_p_alive", params, *cells, value=p_alive(*known, x, t_x, n))
        u = float(random.choice([1, 2, 5, 39, 256, 257, 1000]))
        row("bgbb_expected", params, *cells, u,
            value=dect(*known, x, t_x, n, mpf(0), mpf(u)))
    for params in list(models(30, -1.5, 1.5)) + list(models(16, -6, 2)):
        x, t_x, n = history(1000)
        cells = (float(x), float(t_x), float(n))
        rate = log_uniform(-5, 0.5)
        u = random.choice([1.0, 12.0, 300.0, 5000.0, float("inf")])
        row("bgbb_dect", params, *cells, u, rate,
            dect(*exact(params), x, t_x, n, mpf(rate), mpf(u)))
        u = 10.0 ** random.choice([4, 6, 9, 15])
        row("bgbb_expected", params, *cells, u,
            value=dect(*exact(params), x, t_x, n, mpf(0), mpf(u)))
    for params in list(models(20, -1.5, 1.5)) + list(models(20, -6, 3)):
        for n in (1, 6, 52, 400):
            x = random.choice([0, 1, n // 10, n // 2, n - 1, n])
            row("bgbb_pmf", params, float(x), "", float(n),
                value=pmf(*exact(params), x, n))
    for params in list(models(12, -1.5, 1.5)) + list(models(20, -7, 7)):
        x, t_x, n = history(365)
        cells = (float(x), float(t_x), float(n))
        rows = derivatives(
            lambda *logs: log_likelihood(*logs, x, t_x, n), exact(params))
        for place, value in enumerate(rows):
            row("bgbb_grad", params, *cells, float(place), value=value)


if __name__ == "__main__":
    sys.exit(main())
