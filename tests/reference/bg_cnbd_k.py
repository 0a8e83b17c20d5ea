"""Writes bg_cnbd_k.csv or mbg_cnbd_k.csv beside it: 50-digit values of the
(M)BG/CNBD-k.

    python3 tests/reference/bg_cnbd_k.py bg > tests/reference/bg_cnbd_k.csv
    python3 tests/reference/bg_cnbd_k.py mbg > tests/reference/mbg_cnbd_k.csv

Needs mpmath. A purchase takes k ticks of a Poisson process of rate lambda.
Likelihoods are the paper's sums, at a precision that makes cancellation
harmless; expectations are sums over the number of ticks in the time ahead,
one by one, and the probabilities of counts likewise; discounted ones are
integrals of the rate over time. Where there are too many ticks to count, the
mean over the chance to leave is taken of its generating function. Each is
tried against another form before anything is written.

Columns: quantity, p1 to p5 (k, r, alpha, a, b), x, t_x, T, litt, u (horizon;
place in the gradient), delta, value. The gradient leaves k out.
"""
import random
import sys

from kernels import derivatives, exact, log_uniform, short
from mpmath import mp, mpf

LEAST = mpf(10) ** -26

# Below this rate of discount what is for ever is not counted tick by tick.
SLOW = mpf(10) ** -6


def phases(k, n, A, gap):
    """Weights of the ticks since the last purchase, given that the customer
    is active."""
    return [mp.rf(n, j) / mp.factorial(j) * (gap / A) ** j for j in range(k)]


def left(first, k, r, alpha, a, b, x, t_x, T):
    """Odds against being active with no tick since: the paper's S1."""
    if x + first == 0:
        return mpf(0)
    return (a / (b + x + first - 1)
            * ((alpha + T) / (alpha + t_x)) ** (r + k * x))


def log_likelihood(first, k, r, alpha, a, b, x, t_x, T, litt):
    n, m, A = r + k * x, x + first, alpha + T
    silent = sum(phases(k, n, A, T - t_x))
    stayed = mp.rf(b, m) / mp.rf(a + b, m)
    return ((k - 1) * litt - x * mp.loggamma(k) + mp.loggamma(n)
            - mp.loggamma(r) + r * mp.log(alpha) - n * mp.log(A)
            + mp.log(stayed)
            + mp.log(left(first, k, r, alpha, a, b, x, t_x, T) + silent))


def log_likelihood_by_rate(first, k, r, alpha, a, b, x, t_x, T, litt):
    """The same as an integral over lambda."""
    m = x + first
    stayed = mp.rf(b, m) / mp.rf(a + b, m)
    gone = stayed * a / (b + m - 1) if m > 0 else 0

    def density(u):
        lam = mp.exp(u)
        return (lam ** (r + k * x) * mp.exp(-lam * (alpha + t_x))
                * (gone + stayed * mp.gammainc(k, lam * (T - t_x),
                                               regularized=True)))
    middle = mp.log((r + k * x) / (alpha + T))
    total = mp.quad(density, [middle - 60 / r] + [
        middle + i for i in range(-30, 8)])
    return ((k - 1) * litt - x * mp.loggamma(k) + r * mp.log(alpha)
            - mp.loggamma(r) + mp.log(total))


def p_alive(first, k, r, alpha, a, b, x, t_x, T):
    silent = sum(phases(k, r + k * x, alpha + T, T - t_x))
    return silent / (silent + left(first, k, r, alpha, a, b, x, t_x, T))


def ticks(size, v):
    """P(N = 0), P(N = 1), … of the ticks in v times the time known, each with
    a bound of all that follow."""
    z, chance, N = v / (1 + v), (1 + v) ** -size, 0
    while True:
        growth = z * (size + N) / (N + 1)
        ratio = max(growth, z)
        yield chance, chance * ratio / (1 - ratio) if ratio < 1 else mp.inf
        chance *= growth
        N += 1


def ahead_counted(k, j, size, v, a, b):
    """Purchases in the next v by who has j ticks: tick by tick."""
    total, stay, stays, since = mpf(0), mpf(1), mpf(0), j
    i = 0
    for chance, rest in ticks(size, v):
        total += chance * stays
        since += 1
        if since == k:
            stays += stay
            stay *= (b + i) / (a + b + i)
            i, since = i + 1, 0
        if rest * (stays + size * v + 1 / (1 - v / (1 + v))) < LEAST * total:
            return total


def mean_over_leaving(f, a, b, reach):
    """E f(p), p ~ Beta(a, b), in the log-odds of p."""
    def part(y):
        with mp.workdps(100):
            p = 1 / (1 + mp.exp(-y))
            q = 1 / (1 + mp.exp(y))
            return p ** a * q ** b * f(p, q)
    low = -mp.log(reach + 1) - 100 / a - 5
    high = 100 / b + 5
    edges = [low]
    while edges[-1] < -mp.log(reach + 1) - 5:
        edges.append(edges[-1] / 2 if edges[-1] / 2 < -mp.log(reach + 1) - 5
                     else -mp.log(reach + 1) - 5)
    while edges[-1] < 8:
        edges.append(edges[-1] + 2)
    while edges[-1] < high:
        edges.append(min(high, edges[-1] * 2))
    return mp.quad(part, edges) / mp.beta(a, b)


def ahead_by_leaving(k, j, size, v, a, b):
    with mp.workdps(100):
        roots = [mp.expjpi(mpf(2 * l) / k) for l in range(k)]

    def given(p, q):
        rho = mp.root(q, k)
        gone = mpf(0)
        for root in roots:
            at = rho * root
            weight = sum(at ** (j - s) for s in range(k)) / k
            gone += (weight * mp.expm1(-size * mp.log1p((1 - at) * v))).real
        return -gone / p
    return mean_over_leaving(given, a, b, size * v)


def ahead(k, j, size, v, a, b):
    if size * v < 20000 and v < 3000:
        return ahead_counted(k, j, size, v, a, b)
    return ahead_by_leaving(k, j, size, v, a, b)


def rate_counted(k, j, size, v, a, b):
    """Purchases per unit of v: the next tick is one, times its density."""
    stay, since, i, total = mpf(1), j, 0, mpf(0)
    for chance, rest in ticks(size + 1, v):
        since += 1
        if since == k:
            total += chance * stay
            stay *= (b + i) / (a + b + i)
            i, since = i + 1, 0
        if rest < LEAST * total:
            return size * total


def discounted(k, j, size, v, a, b, y):
    end = min(v, 95 / y)
    edges, step = [mpf(0)], 2 / (size + 1 + y)
    while edges[-1] + step < end:
        edges.append(edges[-1] + step)
        step *= mpf(5) / 4
    edges.append(end)
    return sum(mp.quad(lambda w: mp.exp(-y * w)
                       * rate_counted(k, j, size, w, a, b), edges[i:i + 2],
                       method="gauss-legendre", maxdegree=3)
               for i in range(len(edges) - 1))


def discounted_by_leaving(k, j, size, a, b, y):
    """The same for ever: each root of unity's wave is an exponential
    integral."""
    with mp.workdps(60):
        roots = [mp.expjpi(mpf(2 * l) / k) for l in range(k)]

    def given(p, q):
        rho = mp.root(q, k)
        total = mpf(0)
        for root in roots:
            less = 1 - rho * root
            if root == 1:
                less = -mp.expm1(mp.log1p(-p) / k)
            s = y / less
            total += ((rho * root) ** (j + 1 - k) / less * mp.exp(s)
                      * mp.expint(size + 1, s)).real
        return size * total / k
    return mean_over_leaving(given, a, b, size / y)


def active_future(first, k, r, alpha, a, b, x, t_x, T, horizon, delta=None):
    n, A, m = r + k * x, alpha + T, x + first
    weights = phases(k, n, A, T - t_x)
    total = mpf(0)
    for j in range(k):
        if weights[j] == 0:
            continue
        if delta is None:
            value = ahead(k, j, n + j, horizon / A, a, b + m)
        elif delta * A < SLOW:
            assert mp.isinf(horizon)
            value = discounted_by_leaving(k, j, n + j, a, b + m, delta * A)
        else:
            value = discounted(k, j, n + j, horizon / A, a, b + m, delta * A)
        total += weights[j] * value
    return (p_alive(first, k, r, alpha, a, b, x, t_x, T)
            * total / sum(weights))


def pmf(first, k, r, alpha, a, b, x, T):
    m = x + first
    here = below = mpf(0)
    for N, (chance, _) in enumerate(ticks(r, T / alpha)):
        if N >= k * (x + 1):
            break
        if N >= k * x:
            here += chance
        else:
            below += chance
    stayed = mp.rf(b, m) / mp.rf(a + b, m)
    gone = stayed * a / (b + m - 1) if m > 0 else 0
    return stayed * here + gone * (1 - below)


def check():
    """Two forms of each are one."""
    with mp.workdps(30):
        for k, first in ((1, 0), (2, 1), (3, 0), (4, 1)):
            at = [mpf(v) for v in (0.9, 5, 0.7, 2.1)] + [3, mpf(11), mpf(17),
                                                         mpf("3.5")]
            one = log_likelihood(first, k, *at)
            other = log_likelihood_by_rate(first, k, *at)
            assert abs(one - other) < mpf(10) ** -15, (k, one, other)
            for j in range(k):
                one = ahead_counted(k, j, mpf(6) + j, mpf(20), mpf("0.7"),
                                    mpf(4))
                other = ahead_by_leaving(k, j, mpf(6) + j, mpf(20),
                                         mpf("0.7"), mpf(4))
                assert abs(one / other - 1) < mpf(10) ** -18, (k, j)
                one = ahead_counted(k, j, mpf(6) + j, mpf(2), mpf("0.7"),
                                    mpf(4))
                other = discounted(k, j, mpf(6) + j, mpf(2), mpf("0.7"),
                                   mpf(4), mpf(10) ** -25)
                assert abs(one / other - 1) < mpf(10) ** -18, (k, j)
        one = discounted(2, 1, mpf("3.6"), mp.inf, mpf("0.7"), mpf(4), mpf(5))
        other = discounted_by_leaving(2, 1, mpf("3.6"), mpf("0.7"), mpf(4),
                                      mpf(5))
        assert abs(one / other - 1) < mpf(10) ** -18


def history(k, alpha, most):
    """Times between purchases that a customer can have had."""
    x = random.choice([0, 1, 2, 3, 5, 8, 13, 30, 47, 48, 49, most])
    T = short(alpha * 10 ** random.uniform(-2, 2))
    t_x = 0.0 if x == 0 else min(T, short(T * random.random() ** 0.5))
    litt = 0.0
    if x > 0:
        parts = [random.gammavariate(k, 1.0) for _ in range(x)]
        litt = short(float(sum(mp.log(p / sum(parts) * t_x) for p in parts)))
    return x, t_x, T, litt


CDNOW = (1, 0.243, 4.414, 0.793, 2.426)
GROCERY = (2, 0.476, 2.019, 0.339, 2.281)


def models(count, low, high):
    yield CDNOW
    yield GROCERY
    for _ in range(count):
        yield ((random.choice([1, 2, 2, 3, 4, 6, 8, 12]),)
               + tuple(log_uniform(low, high) for _ in range(4)))


def row(quantity, params, x="", t_x="", T="", litt="", u="", delta="",
        value=None):
    cells = [quantity] + [float(p) for p in params]
    cells += [float(x), t_x, T, litt, u, delta]
    text = [c if isinstance(c, str) else repr(c) for c in cells]
    print(",".join(text + [mp.nstr(value, 20)]), flush=True)


def expected_rows(name, first):
    random.seed(2021 + first)
    for params in list(models(16, -1.3, 1.3)) + list(models(8, -4, 2)):
        x, t_x, T, _ = history(params[0], params[2], 100)
        u = short((params[2] + T) * 10 ** random.uniform(-3, 2))
        row(name + "_expected", params, x, t_x, T, "", u, value=active_future(
            first, params[0], *exact(params[1:]), x, *exact((t_x, T, u))))


def discounted_rows(name, first):
    """Seeded by themselves. For ever only where that is not long: the rate is
    counted tick by tick."""
    random.seed(2010 + first)
    for params in models(20, -0.7, 0.7):
        x, t_x, T, _ = history(params[0], params[2], 4)
        x, A = min(x, 5), params[2] + T
        is_endless = random.random() < 0.3
        delta = short(10 ** random.uniform(0.6 if is_endless else -3, 1.2) / A)
        u = float("inf") if is_endless else short(
            A * 10 ** random.uniform(-2, 0.5))
        with mp.workdps(30):
            value = active_future(first, params[0], *exact(params[1:]), x,
                                  *exact((t_x, T, u, delta)))
        row(name + "_dect", params, x, t_x, T, "", u, delta, value)


def slow_row(name, first):
    """Next to no discount: minutes."""
    x, t_x, T, delta = 2, 11.0, 17.0, 1e-9
    value = active_future(first, GROCERY[0], *exact(GROCERY[1:]), x,
                          *exact((t_x, T)), mp.inf, mpf(delta))
    row(name + "_dect", GROCERY, x, t_x, T, "", float("inf"), delta, value)


def chance_rows(name, first):
    for params in list(models(20, -1.5, 1.5)) + list(models(12, -8, 10)):
        x, t_x, T, _ = history(params[0], params[2], 400)
        with mp.workdps(150):
            value = p_alive(first, params[0], *exact(params[1:]), x,
                            *exact((t_x, T)))
        row(name + "_p_alive", params, x, t_x, T, value=value)
    for params in list(models(16, -1.5, 1.5)) + list(models(8, -6, 3)):
        for x in (0, 1, 2, 7, 60, 300):
            T = short(params[2] * 10 ** random.uniform(-2, 2))
            with mp.workdps(1200):
                value = pmf(first, params[0], *exact(params[1:]), x, mpf(T))
            if value > 1e-280:
                row(name + "_pmf", params, x, "", T, value=value)


def likelihood_rows(name, first):
    for params in list(models(14, -1.5, 1.5)) + list(models(20, -8, 12)):
        k = params[0]
        x, t_x, T, litt = history(k, params[2], 400)

        def of(*at):
            return log_likelihood(first, k, *at, x, *exact((t_x, T, litt)))
        with mp.workdps(200):
            row(name + "_ll", params, x, t_x, T, litt,
                value=of(*exact(params[1:])))
            rows = derivatives(of, exact(params[1:]))
        for place, value in enumerate(rows):
            row(name + "_grad", params, x, t_x, T, litt, float(place),
                value=value)


def main():
    first = {"bg": 0, "mbg": 1}[sys.argv[1]]
    random.seed(2016 + 5 * first)
    mp.dps = 30
    check()
    name = sys.argv[1] + "cnbd"
    print("quantity,p1,p2,p3,p4,p5,x,t_x,T,litt,u,delta,value")
    likelihood_rows(name, first)
    chance_rows(name, first)
    expected_rows(name, first)
    discounted_rows(name, first)
    slow_row(name, first)


if __name__ == "__main__":
    sys.exit(main())
