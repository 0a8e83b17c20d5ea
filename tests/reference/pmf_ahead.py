"""Writes pmf_ahead.csv beside it: 50-digit chances of so many purchases in the
time after a history.

    python3 tests/reference/pmf_ahead.py > tests/reference/pmf_ahead.csv

Needs mpmath. Each is the density of the history and the purchases after it
together, over that of the history alone, as the models tell their stories:
sums over ticks and opportunities, integrals over the time of leaving. None of
them goes by what a customer who is active is like.
"""
import random
import sys

import ggom_nbd
from kernels import exact, history, log_uniform, short
from mpmath import mp, mpf
from pareto_nbd import integral

mp.dps = 50


def beta_geometric(k, first, r, alpha, a, b, x, t_x, T, u, j):
    """By the ticks since the last purchase, and those ahead; a factor that
    all terms share is left out."""
    n, m = r + k * x, x + first

    def stays(times, leaves):
        return mp.beta(a + leaves, b + times) / mp.beta(a, b)

    def ticks(since, ahead):
        return (mp.gamma(n + since + ahead) * (T - t_x) ** since
                * u ** ahead / mp.factorial(since) / mp.factorial(ahead)
                / (alpha + T + u) ** (n + since + ahead))

    def all_ticks(since):
        return (mp.gamma(n + since) * (T - t_x) ** since
                / mp.factorial(since) / (alpha + T) ** (n + since))

    left = stays(m - 1, 1) * mp.gamma(n) / (alpha + t_x) ** n if m else 0
    both = left if j == 0 else mpf(0)
    for since in range(k):
        made = k * j - since
        exactly = sum(ticks(since, i) for i in range(max(made, 0), made + k))
        both += stays(m + j, 0) * exactly
        if j > 0:
            more = all_ticks(since) - sum(ticks(since, i)
                                          for i in range(made))
            both += stays(m + j - 1, 1) * more
    return both / (left + stays(m, 0) * sum(all_ticks(s) for s in range(k)))


def time_edges(start, end, fastest, peaks):
    """Fine where purchases are many or leaving is quick, and never far."""
    edges = [start]
    length = min(1 / fastest, end - start)
    while edges[-1] + length < end:
        edges.append(edges[-1] + length)
        length = min(length * mpf(3) / 2,
                     (edges[-1] - start) * mpf(6) / (peaks + 2))
    return edges + [end]


def leaving_any_time(r, alpha, survives, density, fastest, x, t_x, T, u, j):
    """Buys at a rate ~ Gamma(r, alpha) while he is there."""
    n = r + x

    def silent(v):
        return (alpha + v) ** -n

    def bought(v):
        return (mp.gamma(n + j) / mp.gamma(n) / mp.factorial(j)
                * v ** j / (alpha + T + v) ** (n + j))

    left = mpf(0)
    if T > t_x:
        left = integral(lambda v: density(v) * silent(v),
                        time_edges(t_x, T, fastest(t_x) + n / (alpha + t_x),
                                   0))
    both = bought(u) * survives(T + u) + (left if j == 0 else 0)
    both += integral(lambda v: density(T + v) * bought(v),
                     time_edges(mpf(0), u, fastest(T) + (n + j) / (alpha + T),
                                j))
    return both / (left + silent(T) * survives(T))


def pareto_nbd(r, alpha, s, beta, *history_and_more):
    return leaving_any_time(
        r, alpha, lambda v: (1 + v / beta) ** -s,
        lambda v: s / beta * (1 + v / beta) ** -(s + 1),
        lambda v: (s + 1) / (beta + v), *history_and_more)


def gompertz(r, alpha, b, s, beta, *history_and_more):
    def survives(v):
        return ggom_nbd.stays(b, s, beta, v)

    return leaving_any_time(
        r, alpha, survives,
        lambda v: s * b / ggom_nbd.ageing(b, beta, v) * survives(v),
        lambda v: (s + 1) * b / min(ggom_nbd.ageing(b, beta, v), 1),
        *history_and_more)


def bgbb(alpha, beta, gamma, delta, x, t_x, T, u, j):
    def bought(more, opportunities):
        return (mp.beta(alpha + x + more,
                        beta + opportunities - x - more)
                / mp.beta(alpha, beta))

    left = sum(bought(0, i) * mp.beta(gamma + 1, delta + i)
               for i in range(t_x, T))
    alone = left + bought(0, T) * mp.beta(gamma, delta + T)
    both = left if j == 0 else mpf(0)
    for i in range(j, u + 1):
        last = (mp.beta(gamma, delta + T + u) if i == u
                else mp.beta(gamma + 1, delta + T + i))
        both += mp.binomial(i, j) * bought(j, T + i) * last
    return both / alone


def row(kind, params, x, t_x, T, u, j, value):
    if value < 1e-200:  # the sums over ticks cancel down to 1e-250
        return
    cells = [repr(float(v)) for v in params]
    cells += [""] * (5 - len(cells))
    cells += [repr(float(v)) for v in (x, t_x, T, u, j)]
    print(",".join([kind] + cells + [mp.nstr(value, 20)]), flush=True)


def beta_geometric_rows(params):
    for j in (0, 1, 2, 9, 60):
        x, t_x, T = history(params[1], 200)
        u = short(params[1] * 10 ** random.uniform(-2, 2))
        of = exact(params) + [int(x)] + exact((t_x, T, u)) + [j]
        k = random.randint(2, 12)
        with mp.workdps(250):
            for name, first, ticks in (("bgnbd", 0, 1), ("mbgnbd", 1, 1),
                                       ("bg_cnbd_k", 0, k),
                                       ("mbg_cnbd_k", 1, k)):
                row(name, params if ticks == 1 else (ticks,) + params, x,
                    t_x, T, u, j, beta_geometric(ticks, first, *of))


def continuous_rows(name, params, chance):
    for j in (0, 1, 2, 9, 60):
        x, t_x, T = history(params[1], 200)
        u = short(params[1] * 10 ** random.uniform(-2, 2))
        of = exact(params) + [int(x)] + exact((t_x, T, u)) + [j]
        row(name, params, x, t_x, T, u, j, chance(*of))


def main():
    random.seed(20090101)
    print("kind,p1,p2,p3,p4,p5,x,t_x,T,u,purchases,value")
    sets = [(0.243, 4.414, 0.793, 2.426)]
    sets += [tuple(log_uniform(-1.5, 1.5) for _ in range(4))
             for _ in range(10)]
    for params in sets:
        beta_geometric_rows(params)
    sets = [(0.553, 10.578, 0.606, 11.669)]
    sets += [tuple(log_uniform(-1.5, 1.5) for _ in range(4))
             for _ in range(9)]
    for params in sets:
        continuous_rows("pareto_nbd", params, pareto_nbd)
    for params in ggom_nbd.models(6, -1.5, 1.5):
        continuous_rows("ggom_nbd", params, gompertz)
    sets = [(1.204, 0.75, 0.657, 2.783)]
    sets += [tuple(log_uniform(-2, 1.5) for _ in range(4)) for _ in range(9)]
    for params in sets:
        for x, t_x, T, u in ((0, 0, 0, 8), (0, 0, 6, 5), (2, 4, 6, 52),
                             (6, 6, 6, 300), (30, 90, 120, 40)):
            for j in (0, 1, 5, min(u, 33)):
                row("bgbb", params, x, t_x, T, u, j,
                    bgbb(*exact(params), x, t_x, T, u, j))


if __name__ == "__main__":
    sys.exit(main())
