"""Writes pareto_nbd.csv beside it: 50-digit values of the Pareto/NBD that the
published reference points leave out.

    python3 tests/reference/pareto_nbd.py > tests/reference/pareto_nbd.csv

Needs mpmath; the columns are those of kernels.csv, the quantities pnbd_dect,
_pmf, _ll and _grad. Integrals are taken numerically as the papers write them:
over the time of leaving, and over the time ahead.
"""
import random
import sys

from kernels import derivatives, exact, history, log_uniform, row, short
from mpmath import mp, mpf

CDNOW = (0.553, 10.578, 0.606, 11.669)


def integral(f, edges):
    """Panel by panel, each around one, since mpmath's quad goes by the
    absolute error."""
    total = mpf(0)
    for start, end in zip(edges, edges[1:]):
        size = max(f(start), f((start + end) / 2), f(end))
        total += size * (end - start) * mp.quad(
            lambda y: f(start + y * (end - start)) / size, [0, 1],
            method="gauss-legendre")
    return total


def panels(start, end, fastest):
    """Edges of an integral over time, from fine to coarse."""
    edges, length = [start], 1 / fastest
    while edges[-1] + length < end:
        edges.append(edges[-1] + length)
        length *= mpf(3) / 2
    return edges + [end]


def left_and_active(r, alpha, s, beta, x, t_x, T):
    n = r + x
    fastest = n / (alpha + t_x) + (s + 1) / (beta + t_x)
    left = mpf(0)
    if T > t_x:
        left = s * integral(
            lambda u: (alpha + u) ** -n * (beta + u) ** -(s + 1),
            panels(t_x, T, fastest))
    return left, (alpha + T) ** -n * (beta + T) ** -s


def log_likelihood(r, alpha, s, beta, x, t_x, T):
    left, active = left_and_active(r, alpha, s, beta, x, t_x, T)
    return (mp.loggamma(r + x) - mp.loggamma(r) + r * mp.log(alpha)
            + s * mp.log(beta) + mp.log(left + active))


def dect(r, alpha, s, beta, x, t_x, T, delta, horizon):
    left, active = left_and_active(r, alpha, s, beta, x, t_x, T)
    end = horizon if mp.isfinite(horizon) else mpf(150) / delta
    time = integral(lambda u: mp.exp(-delta * u) * (1 + u / (beta + T)) ** -s,
                   panels(mpf(0), end, (s + 1) / (beta + T) + delta))
    return active / (left + active) * (r + x) / (alpha + T) * time


def pmf(r, alpha, s, beta, x, T):
    def bought(u):
        return (mp.rf(r, x) / mp.factorial(x) * (alpha / (alpha + u)) ** r
                * (u / (alpha + u)) ** x)
    # u^(x + 1) is nothing at the first edge; from one to the next it changes
    # by a factor of at most exp(6).
    edges = [min(T, alpha) / 1000 * mp.exp(mpf(-150) / (x + 1))]
    while edges[-1] < T:
        edges.append(min(T, edges[-1] * (1 + mpf(6) / (x + 2))))
    left = integral(lambda u: s / beta * (1 + u / beta) ** -(s + 1)
                    * bought(u), edges)
    return (beta / (beta + T)) ** s * bought(T) + left


def gradient_rows(params, x, t_x, T):
    """By differences, for which the integral is good to 100 digits."""
    return derivatives(lambda *at: log_likelihood(*at, int(x), *exact((t_x, T))),
                       exact(params))


def models(count, low, high):
    yield CDNOW
    for _ in range(count):
        yield tuple(log_uniform(low, high) for _ in range(4))


def main():
    random.seed(19870101)
    print("quantity,p1,p2,p3,p4,x,t_x,T,u,delta,value")
    for params in models(30, -1.5, 1.5):
        x, t_x, T = history(params[1], 100)
        delta = log_uniform(-4, 0.5)
        u = random.choice([short(params[3] * 10 ** random.uniform(-3, 2)),
                           float("inf")])
        row("pnbd_dect", params, x, t_x, T, u, delta, dect(
            *exact(params), int(x), *exact((t_x, T, delta, u))))
    for params in list(models(14, -1.5, 1.5)) + list(models(6, -4, 3)):
        for x in (0, 1, 2, 7, 60, 300):
            T = short(params[1] * 10 ** random.uniform(-2, 2))
            value = pmf(*exact(params), x, mpf(T))
            if value > 1e-280:
                row("pnbd_pmf", params, float(x), "", T, value=value)
    for params in list(models(12, -1.5, 1.5)) + list(models(6, -3, 4)):
        x, t_x, T = history(params[1], 60)
        row("pnbd_ll", params, x, t_x, T, value=log_likelihood(
            *exact(params), int(x), *exact((t_x, T))))
        for place, value in enumerate(gradient_rows(params, x, t_x, T)):
            row("pnbd_grad", params, x, t_x, T, float(place), value=value)


if __name__ == "__main__":
    sys.exit(main())
