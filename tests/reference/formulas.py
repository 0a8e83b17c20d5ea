"""Writes formulas.csv beside it: 50-digit values of the formulas.

    python3 tests/reference/formulas.py > tests/reference/formulas.csv

Needs mpmath. Sums are added up term by term as the papers write them, and
case 5 as its numbers of customers C_i, none of which the library does. Inputs
are doubles in decimal that reads back exactly; outputs have 20 digits.

Columns: quantity, p1 to p5 (params), a, b, c (the row), horizon, value, scale
    case1, case2a, case2b   a = GC, b = M, c = r; scale: the larger sum
    case3, case4            a = r
    case5                   a, b, c = P; value: GC and all that is to come
    value                   a = m, b = r
    improving               a = m, b = r, c = r_max
"""
import math
import random
import sys

from mpmath import mp, mpf

mp.dps = 50
HALF = mpf(1) / 2


def show(quantity, params, row, horizon, value, scale=None):
    params = [repr(p) for p in params] + [""] * (5 - len(params))
    row = [repr(x) for x in row] + [""] * (3 - len(row))
    scale = abs(value) if scale is None else scale
    print(",".join([quantity] + params + row + [
        repr(horizon), mp.nstr(value, 20), mp.nstr(scale, 20)]))


def rhythm(d, GC, M, r, years, p=1, q=1):
    """Income and cost of cases 1 (p = q = 1), 2a (q = 1) and 2b (p = 1)."""
    D = 1 + mpf(d)
    r = mpf(r)
    sales = range(int(years * p) // q + 1)
    income = sum(r**i / D**(mpf(i) * q / p) for i in sales)
    cost = sum(r**(mpf(i - 1) / q) / D**((i - HALF) / p)
               for i in range(1, int(years * p) + 1))
    return GC * income, M * cost


def profit(h, v, g, N, t):
    if t <= g:
        return mpf(h) * t**2 + v
    return mpf(h) * mpf(g)**2 + v + N * (1 - mp.exp(mpf(g) - t))


def flow(d, h, v, g, N, r, years):
    fall = mp.log(1 + mpf(d)) - mp.log(mpf(r))
    places = sorted({mpf(0), mpf(years), min(mpf(g), mpf(years))}
                    | {mpf(years) * k / 40 for k in range(41)}
                    | {mpf(k) / (1 + fall) for k in range(120)
                       if k / (1 + fall) < years})
    return mp.quad(lambda t: profit(h, v, g, N, t) * mp.exp(-fall * t),
                   places)


def migration(d, GC, M, P, years):
    """C_i buy in period i, and as many are written to as have not been given
    up."""
    D, buying, value = 1 + mpf(d), [mpf(1)], mpf(GC)
    for i in range(1, int(years) + 1):
        bought = told = mpf(0)
        for j in range(1, min(i, len(P)) + 1):
            waiting = buying[i - j]
            for k in range(1, j):
                waiting *= 1 - mpf(P[k - 1])
            told += waiting
            bought += waiting * P[j - 1]
        buying.append(bought)
        value += GC * bought / D**i - M * told / D**(i - HALF)
    return value


def assets(i, g, k, m, r, r_max, horizon):
    """Term by term; for ever until nothing of 25 digits is left."""
    value, stay, t = mpf(0), mpf(1), 0
    while t < horizon:
        stay *= mpf(r_max) - (mpf(r_max) - mpf(r)) * mp.exp(-mpf(k) * t)
        term = stay * (1 + mpf(g))**t / (1 + mpf(i))**(t + 1)
        value += term
        t += 1
        if term < mpf(10)**-30 * value or value == 0:
            break
    return m * value


def draw(low, high):
    return 10**random.uniform(low, high)


def main():
    random.seed(19980117)
    print("quantity,p1,p2,p3,p4,p5,a,b,c,horizon,value,scale")
    for _ in range(60):
        GC, M = random.uniform(-5.0, 300.0), random.uniform(0.0, 80.0)
        r = random.choice([0.0, 1.0, random.random(), 1.0 - draw(-12, -1)])
        d = random.choice([0.0, 0.2, draw(-10, 1)])
        years = random.choice([0.0, 1.0, 7.0, 30.0, 150.0])
        p, q = random.choice([1.0, 2.0, 12.0]), random.choice([1.0, 3.0, 7.0])
        for name, params, parts in (
                ("case1", (d,), rhythm(d, GC, M, r, years)),
                ("case2a", (d, p), rhythm(d, GC, M, r, years, p=int(p))),
                ("case2b", (d, q), rhythm(d, GC, M, r, years, q=int(q)))):
            show(name, params, (GC, M, r), years, parts[0] - parts[1],
                 max(map(abs, parts)))
        s = (random.uniform(0.0, 9.0), random.uniform(0.0, 50.0),
             random.choice([0.0, 3.0, 5.5, 400.0]), random.uniform(0.0, 200.0))
        fall = mpf(r) / (1 + mpf(d))
        show("case3", (d,) + s, (r,), years,
             sum(profit(*s, mpf(t)) * fall**t for t in range(int(years) + 1)))
        P = [random.random()**2 for _ in range(3)]
        value = migration(d, GC, M, P, years)
        show("case5", (d, GC, M), P, years, value, 10 * max(1, abs(value)))
        g = random.choice([0.0, 0.05, -0.5, 0.1])
        show("value", (d, g), (GC, r), years, assets(d, g, 0, GC, r, r, years))
        k = random.choice([0.0, 0.001, 0.1, 2.0, 1000.0])
        r_max = random.choice([r, r + (1.0 - r) * random.random(), 1.0])
        show("improving", (d, g, k), (GC, r, r_max), years,
             assets(d, g, k, GC, r, r_max, years))
        if r_max * (1 + g) / (1 + d) < 0.9:
            show("value", (d, g), (GC, r), math.inf,
                 assets(d, g, 0, GC, r, r, math.inf))
            show("improving", (d, g, k), (GC, r, r_max), math.inf,
                 assets(d, g, k, GC, r, r_max, math.inf))
        if r > 0.0:
            years = random.choice([0.1, 1.0, 7.3, 60.0])
            show("case4", (d,) + s, (r,), years, flow(d, *s, r, years))


if __name__ == "__main__":
    sys.exit(main())
