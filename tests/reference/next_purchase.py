"""Writes next_purchase.csv beside it: 50-digit values of the first purchase to
come of a customer who is active.

    python3 tests/reference/next_purchase.py > tests/reference/next_purchase.csv

Needs mpmath. `any` is the chance of a purchase within the horizon u, `next`
the mean time to the first if there is one: integrals of its density, or sums
over opportunities, straight from the models' stories.
"""
import random
import sys

from mpmath import mp, mpf

from kernels import exact, log_uniform, short

mp.dps = 50


def integral(f, edges):
    return sum(mp.quad(f, [a, b]) for a, b in zip(edges, edges[1:]))


def edges_to(u, scale):
    """Panels that grow from a fraction of the scale on which things happen."""
    edges = [mpf(0), min(u, scale / 4)]
    while edges[-1] < u:
        edges.append(min(u, edges[-1] * 2))
    return edges


def continuous(n, A, s, B, u):
    def density(v):
        stays = (1 + v / B) ** -s if s else 1
        return n / A * (1 + v / A) ** -(n + 1) * stays
    edges = edges_to(u, 1 / ((n + 1) / A + (s / B if s else 0)))
    chance = integral(density, edges)
    return chance, integral(lambda v: v * density(v), edges) / chance


def discrete(alpha, beta, gamma, delta, x, T, u):
    chance = waits = mpf(0)
    for k in range(1, int(u) + 1):
        f = (mp.beta(alpha + x + 1, beta + T - x + k - 1)
             / mp.beta(alpha + x, beta + T - x)
             * mp.beta(gamma, delta + T + k) / mp.beta(gamma, delta + T + 1))
        chance += f
        waits += k * f
    return chance, waits / chance


def row(kind, params, x, T, u, values):
    print(",".join([kind] + [repr(p) for p in params]
                   + [repr(float(v)) for v in (x, T, u)]
                   + [mp.nstr(v, 20) for v in values]))


def main():
    random.seed(20100801)
    print("kind,p1,p2,p3,p4,x,T,u,any,next")
    sets = [((0.243, 4.414, 0.793, 2.426), (0.553, 10.58, 0.606, 11.669))]
    sets += [(tuple(log_uniform(-2, 1.5) for _ in range(4)),
              tuple(log_uniform(-2, 2) for _ in range(4)))
             for _ in range(10)]
    for bg, pareto in sets:
        for x in (0, 1, 7, 60):
            T = short(bg[1] * 10 ** random.uniform(-1, 1.5))
            u = short(bg[1] * 10 ** random.uniform(-5, 3))
            r, alpha, t, h = exact((bg[0], bg[1], T, u))
            for kind in ("bgnbd", "mbgnbd"):
                row(kind, bg, x, T, u,
                    continuous(r + x, alpha + t, 0, 1, h))
            T = short(pareto[1] * 10 ** random.uniform(-1, 1.5))
            u = short(pareto[1] * 10 ** random.uniform(-5, 3))
            r, alpha, s, beta, t, h = exact(pareto + (T, u))
            row("pareto_nbd", pareto, x, T, u,
                continuous(r + x, alpha + t, s, beta + t, h))
    for params in [(1.204, 0.75, 0.657, 2.783)] + [
            tuple(log_uniform(-2, 1.5) for _ in range(4)) for _ in range(8)]:
        for x, T, u in ((0, 0, 1), (0, 6, 5), (2, 6, 52), (6, 6, 300)):
            row("bgbb", params, x, T, u, discrete(*exact(params), x, T, u))


if __name__ == "__main__":
    sys.exit(main())
