"""Writes ggom_nbd.csv beside it: 50-digit values of the Gamma-Gompertz/NBD.

    python3 tests/reference/ggom_nbd.py > tests/reference/ggom_nbd.csv

Needs mpmath; the columns are those of kernels.csv with a p5, the quantities
ggom_ll, _p_alive, _expected, _dect, _pmf and _grad (places 0-4, 5-19).
Integrals are taken numerically as the paper writes them: over the time of
leaving, and over the time ahead.
"""
import random
import sys

from kernels import derivatives, exact, history, log_uniform, row, short
from mpmath import mp, mpf
from pareto_nbd import integral

# Like the Pareto/NBD's of CDNOW, in weeks, with a risk that grows by 1 % a
# week.
SHOP = (0.553, 10.578, 0.01, 0.606, 0.117)


def ageing(b, beta, u):
    """The beta that survivors to u show."""
    return 1 + (beta - 1) * mp.exp(-b * u)


def panels(start, end, fastest, b, beta):
    """Edges of an integral over time, from fine to coarse, but not coarser
    than the risk changes."""
    edges, length = [start], min(1 / fastest, end - start)
    turn = mp.log(max(beta, 1)) / b
    while edges[-1] + length < end:
        edges.append(edges[-1] + length)
        length = min(length * mpf(3) / 2,
                     2 / b + max(edges[-1] - start - turn, 0))
    return edges + [end]


def stays(b, s, beta, v):
    return (1 + mp.expm1(b * v) / beta) ** -s


def gone_by(b, s, beta):
    """When hardly one in exp(160) is left."""
    return (mp.log(1 + beta) + 160 / s) / b


def left_and_active(r, alpha, b, s, beta, x, t_x, T):
    """In units of those active at t_x, as densities carry them then."""
    n, A, then = r + x, alpha + t_x, ageing(b, beta, t_x)
    left, D = mpf(0), T - t_x
    if D > 0:
        fastest = (n + 1) / A + (s + 1) * b / min(then, 1) + s * b / then
        end = min(D, gone_by(b, s, then))
        left = s * integral(
            lambda v: (1 + v / A) ** -n * stays(b, s, then, v) * b
            / ageing(b, then, v), panels(mpf(0), end, fastest, b, then))
    return left, (1 + D / A) ** -n * stays(b, s, then, D)


def log_likelihood(r, alpha, b, s, beta, x, t_x, T):
    left, active = left_and_active(r, alpha, b, s, beta, x, t_x, T)
    return (mp.loggamma(r + x) - mp.loggamma(r) + r * mp.log(alpha)
            - (r + x) * mp.log(alpha + t_x) + mp.log(stays(b, s, beta, t_x))
            + mp.log(left + active))


def p_alive(r, alpha, b, s, beta, x, t_x, T):
    left, active = left_and_active(r, alpha, b, s, beta, x, t_x, T)
    return active / (left + active)


def dect(r, alpha, b, s, beta, x, t_x, T, delta, horizon):
    now = ageing(b, beta, T)
    end = min(horizon, gone_by(b, s, now))
    if delta > 0:
        end = min(end, mpf(150) / delta)
    time = integral(lambda u: mp.exp(-delta * u) * stays(b, s, now, u),
                    panels(mpf(0), end, (s + 1) * b / min(now, 1)
                           + s * b / now + delta, b, now))
    return (p_alive(r, alpha, b, s, beta, x, t_x, T) * (r + x) / (alpha + T)
            * time)


def pmf(r, alpha, b, s, beta, x, T):
    def bought(u):
        return (mp.rf(r, x) / mp.factorial(x) * (alpha / (alpha + u)) ** r
                * (u / (alpha + u)) ** x)
    # u^(x + 1) is nothing at the first edge.
    edges = [min(T, alpha, 1 / b) / 1000 * mp.exp(mpf(-150) / (x + 1))]
    while edges[-1] < T:
        u = edges[-1]
        now = s * b / ageing(b, beta, u)
        edges.append(min(T, u * (1 + mpf(12) / (x + r + 6)), u + 1 / b,
                         u + 6 / now))
        if s * mp.log1p(mp.expm1(b * u) / beta) > 1500:
            break
    left = integral(lambda u: s * b / ageing(b, beta, u)
                    * stays(b, s, beta, u) * bought(u), edges)
    return stays(b, s, beta, T) * bought(T) + left


def models(count, low, high):
    """b goes with the other times and rates; every fourth is nearly the
    Pareto/NBD, whose beta is beta / b."""
    yield SHOP
    for i in range(count):
        r, alpha, s, beta = (log_uniform(low, high) for _ in range(4))
        b = short(10 ** random.uniform(low, high) / alpha)
        if i % 4 == 3:
            b = short(b * 1e-9)
            beta = short(beta * b)
        yield r, alpha, b, s, beta


def histories(count, low, high, most):
    for params in models(count, low, high):
        x, t_x, T = history(params[1], most)
        yield params, x, t_x, T, [int(x)] + exact((t_x, T))


def main():
    random.seed(20120521)
    print("quantity,p1,p2,p3,p4,p5,x,t_x,T,u,delta,value")
    for low, high, count, most in ((-1.5, 1.5, 40, 200), (-4, 4, 40, 1000)):
        for params, x, t_x, T, of in histories(count, low, high, most):
            row("ggom_ll", params, x, t_x, T,
                value=log_likelihood(*exact(params), *of))
            u = short(params[1] * 10 ** random.uniform(-3, 3))
            alive = p_alive(*exact(params), *of)
            if alive > 1e-280:
                row("ggom_p_alive", params, x, t_x, T, value=alive)
                row("ggom_expected", params, x, t_x, T, u,
                    value=dect(*exact(params), *of, mpf(0), mpf(u)))
    for params, x, t_x, T, of in histories(30, -1.5, 1.5, 100):
        delta = log_uniform(-4, 0.5)
        u = random.choice([short(params[1] * 10 ** random.uniform(-3, 2)),
                           float("inf")])
        row("ggom_dect", params, x, t_x, T, u, delta,
            dect(*exact(params), *of, *exact((delta, u))))
    for low, high, count in ((-1.5, 1.5, 9), (-3, 3, 5)):
        for params, x, t_x, T, of in histories(count, low, high, 60):
            rows = derivatives(lambda *at: log_likelihood(*at, *of),
                               exact(params), digits=50, step=12)
            for place, value in enumerate(rows):
                row("ggom_grad", params, x, t_x, T, float(place), value=value)
    for params in list(models(14, -1.5, 1.5)) + list(models(6, -4, 3)):
        for x in (0, 1, 2, 7, 60, 300):
            T = short(params[1] * 10 ** random.uniform(-2, 2))
            with mp.workdps(40):
                value = pmf(*exact(params), x, mpf(T))
            if value > 1e-280:
                row("ggom_pmf", params, float(x), "", T, value=value)


if __name__ == "__main__":
    sys.exit(main())
